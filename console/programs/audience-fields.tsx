import { Group, MultiSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useSegments } from "../parts/known-names.ts";
import type { ProblemOf } from "./field-problems.ts";
import type { ProgramDraft } from "./program-draft.ts";

export interface FieldsProps {
  readonly draft: ProgramDraft;
  readonly problemOf: ProblemOf;
  onChange(part: Partial<ProgramDraft>): void;
}

/** What every program has: its name, and who answers for it. */
export function NameFields({ draft, problemOf, onChange }: FieldsProps) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        required
        value={draft.name}
        error={problemOf("/name")}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      <TextInput
        label="Owner"
        description="Who answers for it: “Name, team”. For e-mails to the owner: Name <address>."
        required
        value={draft.owner}
        error={problemOf("/owner")}
        onChange={({ currentTarget }) => onChange({ owner: currentTarget.value })}
      />
      <Textarea
        label="What it is for"
        autosize
        minRows={2}
        value={draft.description}
        error={problemOf("/description")}
        onChange={({ currentTarget }) => onChange({ description: currentTarget.value })}
      />
    </Stack>
  );
}

/** Whom it is for, by the names of segments. */
export function AudienceFields({ draft, problemOf, onChange }: FieldsProps) {
  const segments = useSegments().data?.items ?? [];
  const options = segments.map(({ id, name, size, object }) => ({
    value: id,
    label: `${name} (${size.toLocaleString()} ${object === "contact" ? "people" : "companies"})`,
  }));
  return (
    <Stack gap="sm">
      <MultiSelect
        label="For whoever is in any of these segments"
        required
        searchable
        data={options}
        value={[...draft.include]}
        error={problemOf("/include")}
        nothingFoundMessage="No segment is called so."
        onChange={(include) => onChange({ include })}
      />
      <MultiSelect
        label="But not for whoever is in any of these"
        searchable
        data={options.filter(({ value }) => !draft.include.includes(value))}
        value={[...draft.exclude]}
        error={problemOf("/exclude")}
        nothingFoundMessage="No segment is called so."
        onChange={(exclude) => onChange({ exclude })}
      />
    </Stack>
  );
}

/** Between when and when; both may stay open. */
export function WindowFields({ draft, problemOf, onChange }: FieldsProps) {
  return (
    <Group grow align="flex-start" preventGrowOverflow={false} wrap="wrap">
      <TextInput
        type="datetime-local"
        label="Begins"
        description="Empty: at once."
        miw={200}
        value={draft.from}
        error={problemOf("/from")}
        onChange={({ currentTarget }) => onChange({ from: currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label="Ends"
        description="Then everybody leaves it. Empty: never."
        miw={200}
        value={draft.until}
        error={problemOf("/until")}
        onChange={({ currentTarget }) => onChange({ until: currentTarget.value })}
      />
    </Group>
  );
}
