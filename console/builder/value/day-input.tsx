import { DateInput } from "@mantine/dates";
import { IconCalendar } from "@tabler/icons-react";
import { useBuilder } from "../rule/builder-context.ts";
import { textOf, type ValueInputProps } from "./value-input.ts";

/** A day of the calendar, picked or typed as Nov 22, 2026. */
export function DayInput({ label, value, onChange }: ValueInputProps) {
  const { canEdit } = useBuilder();
  const text = textOf(value);
  return (
    <DateInput
      aria-label={label}
      placeholder="Nov 22, 2026"
      valueFormat="MMM D, YYYY"
      disabled={!canEdit}
      leftSection={<IconCalendar size={16} aria-hidden />}
      value={text === "" ? null : text.slice(0, 10)}
      onChange={(day) => onChange(day ?? "")}
    />
  );
}
