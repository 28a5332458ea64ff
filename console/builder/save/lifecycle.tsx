import { SimpleGrid, Stack, Text } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { OptionalSpan } from "./optional-span.tsx";

/** How memberships begin and end beside the rule, and how long the segment itself lives. */
export interface LifecycleFields {
  readonly retireAt?: string;
  readonly entryDwell?: string;
  readonly exitGrace?: string;
  readonly reviewEvery?: string;
}

interface LifecycleProps {
  readonly value: LifecycleFields;
  readonly onChange: (value: LifecycleFields) => void;
}

const spans = [
  {
    name: "reviewEvery",
    label: "Ask the owner every",
    description: "Whether it is still right.",
    start: "P90D",
  },
  {
    name: "entryDwell",
    label: "Enter only after",
    description: "So long the rule must hold first.",
    start: "P7D",
  },
  {
    name: "exitGrace",
    label: "Stay for",
    description: "So long after the rule no longer holds.",
    start: "P7D",
  },
] as const;

export function Lifecycle({ value, onChange }: LifecycleProps) {
  const { retireAt, ...rest } = value;
  const set = (name: keyof LifecycleFields) => (span: string | undefined) => {
    const { [name]: _, ...others } = value;
    onChange(span === undefined ? others : { ...others, [name]: span });
  };
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        Lifetime
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <DateInput
          label="Ends on"
          description="Everybody leaves then, and nobody enters."
          placeholder="Never"
          valueFormat="MMM D, YYYY"
          clearable
          value={retireAt ?? null}
          onChange={(day) => onChange(day === null ? rest : { ...rest, retireAt: day })}
        />
        {spans.map(({ name, ...words }) => (
          <OptionalSpan key={name} {...words} value={value[name]} onChange={set(name)} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
