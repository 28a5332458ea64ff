import { NumberInput } from "@mantine/core";

/** A number that is never absent. */
export function Amount({
  label,
  description,
  value,
  error,
  onChange,
  ...bounds
}: {
  label: string;
  description?: string;
  value: number;
  error?: string | undefined;
  min?: number;
  max?: number;
  step?: number;
  suffix?: string;
  onChange(value: number): void;
}) {
  return (
    <NumberInput
      {...bounds}
      label={label}
      description={description}
      value={value}
      error={error}
      onChange={(next) => typeof next === "number" && onChange(next)}
    />
  );
}
