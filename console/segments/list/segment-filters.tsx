import { Chip, Group, Kbd, Select, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useRef } from "react";
import type { ListView } from "./list-view.ts";
import { focusRow } from "./row-keys.ts";

interface SegmentFiltersProps {
  readonly view: ListView;
  readonly owners: readonly string[];
  readonly onView: (view: ListView) => void;
}

const objects = [
  { value: "contact", label: "People" },
  { value: "company", label: "Companies" },
];
const states = [
  { value: "live", label: "Live" },
  { value: "building", label: "Building" },
  { value: "failed", label: "Build stopped" },
  { value: "retired", label: "Retired" },
];

/** What of all segments is shown; the address keeps it. */
export function SegmentFilters({ view, owners, onView }: SegmentFiltersProps) {
  return (
    <Group gap="sm" align="flex-end" role="search">
      <Search view={view} onView={onView} />
      <Choice
        label="Kind"
        all="Both"
        options={objects}
        value={view.object}
        onChange={(object) => onView({ ...view, object })}
      />
      <Choice
        label="State"
        all="All but retired"
        options={states}
        value={view.state}
        onChange={(state) => onView({ ...view, state })}
      />
      <Choice
        label="Owner"
        all="Everybody's"
        options={owners.map((owner) => ({ value: owner, label: owner }))}
        value={view.owner}
        onChange={(owner) => onView({ ...view, owner })}
      />
      <Group gap="xs" mih={36}>
        <Chip checked={view.warned} onChange={(warned) => onView({ ...view, warned })}>
          With warnings
        </Chip>
        <Chip checked={view.driving} onChange={(driving) => onView({ ...view, driving })}>
          Drives a program
        </Chip>
      </Group>
    </Group>
  );
}

function Search({ view, onView }: Omit<SegmentFiltersProps, "owners">) {
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => field.current?.focus()]]);
  return (
    <TextInput
      ref={field}
      label="Search"
      placeholder="Name, rule, owner, program"
      value={view.query}
      onChange={({ currentTarget }) => onView({ ...view, query: currentTarget.value })}
      onKeyDown={(event) => {
        if (event.key === "Escape") onView({ ...view, query: "" });
        if (event.key === "ArrowDown" && focusRow(document, 0)) event.preventDefault();
      }}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={<Kbd size="xs">/</Kbd>}
      flex="3 1 260px"
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  /** What no choice means. */
  readonly all: string;
  readonly options: { value: string; label: string }[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function Choice({ label, all, options, value, onChange }: ChoiceProps) {
  return (
    <Select
      label={label}
      placeholder={all}
      data={options}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      clearable
      searchable={options.length > 8}
      flex="1 1 150px"
    />
  );
}
