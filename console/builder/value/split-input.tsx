import { Group, NumberInput, Text, TextInput } from "@mantine/core";
import { Split } from "../../../shared/segmentation/rule.ts";
import { useBuilder } from "../rule/builder-context.ts";
import type { ValueInputProps } from "./value-input.ts";

const tenth = { salt: "pilot", from: 0, to: 10 };

/** A part of everybody by chance, the same ones each time. */
export function SplitInput({ label, value, onChange }: ValueInputProps) {
  const { canEdit } = useBuilder();
  const split = Split.safeParse(value).data ?? tenth;
  const end = (name: "from" | "to") => (
    <NumberInput
      w={96}
      aria-label={`${label}: ${name}`}
      min={0}
      max={100}
      decimalScale={2}
      suffix="%"
      disabled={!canEdit}
      value={split[name]}
      onChange={(next) => onChange({ ...split, [name]: Number(next) })}
    />
  );
  return (
    <Group gap="xs">
      {end("from")}
      <Text size="sm">to</Text>
      {end("to")}
      <Text size="sm">of the split</Text>
      <TextInput
        w={140}
        aria-label={`${label}: name of the split`}
        disabled={!canEdit}
        value={split.salt}
        onChange={(event) => onChange({ ...split, salt: event.currentTarget.value })}
      />
    </Group>
  );
}
