import { Group, NumberInput, Select, TextInput } from "@mantine/core";
import { durationOf, spanOf, spanUnits } from "../model/span.ts";
import { useBuilder } from "../rule/builder-context.ts";
import { textOf, type ValueInputProps } from "./value-input.ts";

/** A length of time: a number and a unit. What takes several units to say is edited as written. */
export function SpanInput({ label, value, onChange }: ValueInputProps) {
  const { canEdit } = useBuilder();
  const span = spanOf(value);
  if (span === undefined) return <WrittenSpan label={label} value={value} onChange={onChange} />;
  return (
    <Group gap="xs">
      <NumberInput
        w={84}
        aria-label={`${label}: how many`}
        min={1}
        max={9_999}
        allowDecimal={false}
        disabled={!canEdit}
        value={span.amount}
        onChange={(amount) =>
          onChange(durationOf({ ...span, amount: Math.max(1, Number(amount)) }))
        }
      />
      <Select
        w={112}
        aria-label={`${label}: of which unit`}
        data={[...spanUnits]}
        allowDeselect={false}
        disabled={!canEdit}
        value={span.unit}
        onChange={(chosen) => {
          const unit = spanUnits.find((each) => each === chosen);
          if (unit !== undefined) onChange(durationOf({ ...span, unit }));
        }}
      />
    </Group>
  );
}

function WrittenSpan({ label, value, onChange }: ValueInputProps) {
  const { canEdit } = useBuilder();
  return (
    <TextInput
      aria-label={label}
      placeholder="P30D"
      disabled={!canEdit}
      value={textOf(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
