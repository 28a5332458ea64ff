import { Select } from "@mantine/core";
import { calendarUnits } from "../../../shared/segmentation/language/operators.ts";
import { useBuilder } from "../rule/builder-context.ts";
import { textOf, type ValueInputProps } from "./value-input.ts";

/** Not every calendar's week begins on the same day, nor every company's year. */
const unitWords = {
  day: "day",
  week: "week (Monday to Sunday)",
  month: "calendar month",
  quarter: "calendar quarter",
  year: "calendar year",
} as const;

/** A unit of the calendar, as in "in the current month". */
export function UnitInput({ label, value, onChange }: ValueInputProps) {
  const { canEdit } = useBuilder();
  return (
    <Select
      w={220}
      aria-label={label}
      data={calendarUnits.map((value) => ({ value, label: unitWords[value] }))}
      allowDeselect={false}
      disabled={!canEdit}
      value={textOf(value)}
      onChange={onChange}
    />
  );
}
