import { Select } from "@mantine/core";
import { calendarUnits } from "../../../shared/segmentation/language/operators.ts";
import { useBuilder } from "../rule/builder-context.ts";
import { textOf, type ValueInputProps } from "./value-input.ts";

/** A unit of the calendar, as in "in the current month". */
export function UnitInput({ label, value, onChange }: ValueInputProps) {
  const { canEdit } = useBuilder();
  return (
    <Select
      w={140}
      aria-label={label}
      data={[...calendarUnits]}
      allowDeselect={false}
      disabled={!canEdit}
      value={textOf(value)}
      onChange={onChange}
    />
  );
}
