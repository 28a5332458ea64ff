import { Group, MultiSelect, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { describeDuration } from "../../../shared/segmentation/time/duration.ts";
import type { DetailsDraft } from "./details-draft.ts";

interface DetailsFieldsProps {
  readonly draft: DetailsDraft;
  onChange(part: Partial<DetailsDraft>): void;
}

const waits = ["PT1H", "P1D", "P3D", "P7D", "P14D", "P30D"];
const reviews = ["P1M", "P3M", "P6M", "P1Y"];

export function DetailsFields({ draft, onChange }: DetailsFieldsProps) {
  return (
    <Stack>
      <WordFields draft={draft} onChange={onChange} />
      <WaitFields draft={draft} onChange={onChange} />
      <MultiSelect
        label="Tell programs ahead of a leaving"
        description="How long before somebody leaves by time alone; at most five."
        data={optionsOf(waits, ...draft.exitLeads)}
        maxValues={5}
        value={[...draft.exitLeads]}
        onChange={(exitLeads) => onChange({ exitLeads })}
      />
      <LifeFields draft={draft} onChange={onChange} />
      <TextInput
        label="Why? (for its history)"
        maxLength={500}
        value={draft.reason}
        onChange={({ currentTarget }) => onChange({ reason: currentTarget.value })}
      />
    </Stack>
  );
}

function WaitFields({ draft, onChange }: DetailsFieldsProps) {
  return (
    <Group grow align="flex-start" preventGrowOverflow={false}>
      <Period
        label="Enters only after"
        description="The rule has held so long without a break."
        none="At once"
        choices={waits}
        value={draft.entryDwell}
        onChange={(entryDwell) => onChange({ entryDwell })}
      />
      <Period
        label="Leaves only after"
        description="The rule has not held so long without a break."
        none="At once"
        choices={waits}
        value={draft.exitGrace}
        onChange={(exitGrace) => onChange({ exitGrace })}
      />
    </Group>
  );
}

function LifeFields({ draft, onChange }: DetailsFieldsProps) {
  return (
    <Group grow align="flex-start" preventGrowOverflow={false}>
      <DateInput
        label="Ends on"
        description="Then everybody leaves, and it is retired."
        placeholder="Never"
        clearable
        value={draft.retireAt === "" ? null : draft.retireAt.slice(0, 10)}
        onChange={(day) => onChange({ retireAt: day ?? "" })}
      />
      <Period
        label="Owner looks at it again"
        description="Muster reminds when it is overdue."
        none="Never"
        choices={reviews}
        value={draft.reviewEvery}
        onChange={(reviewEvery) => onChange({ reviewEvery })}
      />
    </Group>
  );
}

function WordFields({ draft, onChange }: DetailsFieldsProps) {
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={200}
        value={draft.name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      <TextInput
        label="Owner"
        description="Who answers for it."
        required
        maxLength={200}
        value={draft.owner}
        onChange={({ currentTarget }) => onChange({ owner: currentTarget.value })}
      />
      <Textarea
        label="Purpose"
        description="What it is for, in your own words."
        autosize
        minRows={2}
        maxLength={2_000}
        value={draft.purpose}
        onChange={({ currentTarget }) => onChange({ purpose: currentTarget.value })}
      />
    </>
  );
}

interface PeriodProps {
  readonly label: string;
  readonly description: string;
  /** What no period means. */
  readonly none: string;
  readonly choices: readonly string[];
  readonly value: string;
  onChange(value: string): void;
}

/** A length of time out of the usual ones, and the one there is already. */
function Period({ choices, value, none, onChange, ...field }: PeriodProps) {
  return (
    <Select
      {...field}
      placeholder={none}
      clearable
      data={optionsOf(choices, value)}
      value={value === "" ? null : value}
      onChange={(chosen) => onChange(chosen ?? "")}
    />
  );
}

function optionsOf(usual: readonly string[], ...present: readonly string[]) {
  const all = new Set([...usual, ...present.filter((each) => each !== "")]);
  return [...all].map((value) => ({ value, label: describeDuration(value) }));
}
