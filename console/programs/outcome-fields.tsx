import { Autocomplete, Button, Card, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useAttributeNames, useBehaviourNames } from "./attribute-names.ts";
import type { FieldsProps } from "./audience-fields.tsx";
import { type Outcome, scalarOf } from "./program-draft.ts";

const kinds = [
  { value: "behaviour", label: "they do something" },
  { value: "attribute", label: "an attribute gets a value" },
  { value: "sum", label: "what they do adds up to an amount" },
] as const;

const spans = [
  { value: "P7D", label: "7 days" },
  { value: "P14D", label: "14 days" },
  { value: "P30D", label: "30 days" },
  { value: "P90D", label: "90 days" },
  { value: "P180D", label: "180 days" },
];

/** By what it is seen whether the program does what it is for: said before, not looked for after. */
export function OutcomeFields({ draft, problemOf, onChange }: FieldsProps) {
  const { outcomes } = draft;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Say now by what you will see whether it works. Results count these, and nothing else.
      </Text>
      {outcomes.map((outcome, at) => (
        <OutcomeCard
          key={at}
          outcome={outcome}
          onChange={(next) => onChange({ outcomes: outcomes.with(at, next) })}
          onRemove={() => onChange({ outcomes: outcomes.toSpliced(at, 1) })}
        />
      ))}
      <Text c="red.8" size="sm" role="status">
        {problemOf("/outcomes")}
      </Text>
      <Button
        variant="default"
        w="fit-content"
        leftSection={<IconPlus size={16} />}
        disabled={outcomes.length === 10}
        onClick={() => onChange({ outcomes: [...outcomes, outcomeOf("behaviour", "", "P30D")] })}
      >
        Add an outcome
      </Button>
    </Stack>
  );
}

interface OutcomeCardProps {
  readonly outcome: Outcome;
  onChange(outcome: Outcome): void;
  onRemove(): void;
}

function OutcomeCard({ outcome, onChange, onRemove }: OutcomeCardProps) {
  const { kind, name, within } = outcome;
  return (
    <Card withBorder padding="sm">
      <Stack gap="sm">
        <TextInput
          label="Outcome"
          placeholder="Came back"
          value={name}
          onChange={({ currentTarget }) => onChange({ ...outcome, name: currentTarget.value })}
        />
        <Select
          label="It is reached when"
          data={[...kinds]}
          value={kind}
          allowDeselect={false}
          onChange={(chosen) => {
            const next = kinds.find(({ value }) => value === chosen)?.value ?? "behaviour";
            onChange(outcomeOf(next, name, within));
          }}
        />
        <WhatHappens outcome={outcome} onChange={onChange} />
        <Within within={within} onChange={(next) => onChange({ ...outcome, within: next })} />
        <Group justify="flex-end">
          <Button
            variant="subtle"
            color="red.8"
            leftSection={<IconTrash size={16} />}
            onClick={onRemove}
          >
            Remove
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}

function Within({ within, onChange }: { within: string; onChange(within: string): void }) {
  const isKnown = spans.some(({ value }) => value === within);
  return (
    <Select
      label="Within so long after entering"
      data={isKnown ? spans : [...spans, { value: within, label: within }]}
      value={within}
      allowDeselect={false}
      onChange={(next) => onChange(next ?? within)}
    />
  );
}

function WhatHappens({ outcome, onChange }: Omit<OutcomeCardProps, "onRemove">) {
  const behaviours = useBehaviourNames();
  const attributes = useAttributeNames();
  if (outcome.kind === "attribute")
    return (
      <Group grow align="flex-start">
        <Autocomplete
          label="Attribute"
          data={attributes}
          value={outcome.attribute}
          onChange={(attribute) => onChange({ ...outcome, attribute })}
        />
        <TextInput
          label="Value"
          value={String(outcome.value)}
          onChange={({ currentTarget }) =>
            onChange({ ...outcome, value: scalarOf(currentTarget.value) })
          }
        />
      </Group>
    );
  return (
    <Group grow align="flex-start">
      <Autocomplete
        label="What they do"
        data={behaviours}
        value={outcome.behaviour}
        onChange={(behaviour) => onChange({ ...outcome, behaviour })}
      />
      {outcome.kind === "sum" ? (
        <TextInput
          label="Which number of it is added up"
          placeholder="amount"
          value={outcome.of}
          onChange={({ currentTarget }) => onChange({ ...outcome, of: currentTarget.value })}
        />
      ) : null}
    </Group>
  );
}

function outcomeOf(kind: Outcome["kind"], name: string, within: string): Outcome {
  switch (kind) {
    case "behaviour":
      return { kind, name, within, behaviour: "" };
    case "attribute":
      return { kind, name, within, attribute: "", value: "" };
    case "sum":
      return { kind, name, within, behaviour: "", of: "" };
  }
}
