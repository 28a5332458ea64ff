import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { Amount } from "./amount.tsx";
import type { FieldsProps } from "./audience-fields.tsx";
import type { ProgramDraft } from "./program-draft.ts";

type Variant = ProgramDraft["variants"][number];

/** Who is left out by chance, and in which parts the others are. */
export function TrialFields({ draft, problemOf, onChange }: FieldsProps) {
  const { variants } = draft;
  return (
    <Stack gap="sm">
      <Amount
        label="Left out to compare with, in percent"
        description="Chosen by chance and for good. Only with such a group can results say what the program does; without one they say what happened."
        min={0}
        max={90}
        value={draft.holdoutPercent}
        error={problemOf("/holdoutPercent")}
        onChange={(holdoutPercent) => onChange({ holdoutPercent })}
      />
      {variants.map((variant, at) => (
        <VariantRow
          key={at}
          at={at}
          variant={variant}
          onChange={(next) => onChange({ variants: variants.with(at, next) })}
          onRemove={() => onChange({ variants: variants.toSpliced(at, 1) })}
        />
      ))}
      <Text c="red.8" size="sm" role="status">
        {problemOf("/variants")}
      </Text>
      <Button
        variant="default"
        w="fit-content"
        leftSection={<IconPlus size={16} />}
        disabled={variants.length === 10}
        onClick={() => onChange({ variants: withOneMore(variants) })}
      >
        Add a variant
      </Button>
    </Stack>
  );
}

interface VariantRowProps {
  readonly at: number;
  readonly variant: Variant;
  onChange(variant: Variant): void;
  onRemove(): void;
}

function VariantRow({ at, variant, onChange, onRemove }: VariantRowProps) {
  return (
    <Group align="flex-end" wrap="nowrap">
      <TextInput
        label={`Variant ${at + 1}`}
        value={variant.name}
        flex={1}
        onChange={({ currentTarget }) => onChange({ ...variant, name: currentTarget.value })}
      />
      <Amount
        label="Percent"
        min={1}
        max={100}
        value={variant.percent}
        onChange={(percent) => onChange({ ...variant, percent })}
      />
      <ActionIcon
        variant="subtle"
        color="red"
        size="lg"
        aria-label={`Remove variant ${at + 1}`}
        onClick={onRemove}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

/** With equal parts for all, and a letter for the new one. */
function withOneMore(variants: readonly Variant[]): Variant[] {
  const name = String.fromCharCode("A".charCodeAt(0) + variants.length);
  const percent = Math.floor(100 / (variants.length + 1));
  return [...variants, { name, percent }].map((each) => ({ ...each, percent }));
}
