import { Group, NumberInput, Text, TextInput } from "@mantine/core";
import type { AttributeType } from "../../../shared/segmentation/record.ts";
import { useBuilder } from "../rule/builder-context.ts";
import { DayInput } from "./day-input.tsx";
import { textOf, type ValueInputProps } from "./value-input.ts";

interface PairInputProps extends ValueInputProps {
  readonly type: AttributeType;
}

/** Two ends, both included. */
export function PairInput({ label, value, onChange, type }: PairInputProps) {
  const ends: readonly unknown[] = Array.isArray(value) ? value : [];
  const [low, high] = ends;
  return (
    <Group gap="xs" wrap="nowrap">
      <End
        label={`${label}, from`}
        value={low}
        type={type}
        onChange={(next) => onChange([next, high])}
      />
      <Text size="sm">and</Text>
      <End
        label={`${label}, to`}
        value={high}
        type={type}
        onChange={(next) => onChange([low, next])}
      />
    </Group>
  );
}

function End({ label, value, onChange, type }: PairInputProps) {
  const { canEdit } = useBuilder();
  if (type === "date" || type === "datetime")
    return <DayInput label={label} value={value} onChange={onChange} />;
  if (type === "number")
    return (
      <NumberInput
        aria-label={label}
        disabled={!canEdit}
        value={typeof value === "number" ? value : ""}
        onChange={(next) => onChange(typeof next === "number" ? next : null)}
      />
    );
  return (
    <TextInput
      aria-label={label}
      disabled={!canEdit}
      value={textOf(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
