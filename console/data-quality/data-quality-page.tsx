import { Chip, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { answered, api } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import { type Attribute, byTrouble, troublesOf } from "./attribute-health.ts";
import { AttributeTable } from "./attribute-table.tsx";
import { SuppressionCard } from "./suppression-card.tsx";

/** How trustworthy the data is that rules read; what calls for somebody comes first. */
export default function DataQualityPage() {
  const [search, setSearch] = useSearchParams();
  const object = search.get("object") === "company" ? "company" : "contact";
  const q = search.get("q") ?? "";
  const isOnlyTrouble = search.get("only") === "trouble";
  const survey = useSurvey(object);
  return (
    <Page
      title="Data quality"
      intro="A rule is as good as the data it reads. Attributes that are empty, old or written in several ways come first."
    >
      <Filters
        object={object}
        q={q}
        isOnlyTrouble={isOnlyTrouble}
        onAsk={(part) => setSearch((known) => withPart(known, part), { replace: true })}
      />
      <SuppressionCard key={object} object={object} attributes={survey.data?.items ?? []} />
      <Loaded query={survey} what="what the data looks like; all profiles are read for it">
        {({ items, profiles }) => (
          <Attributes
            items={items}
            profiles={profiles[object] ?? 0}
            q={q}
            isOnlyTrouble={isOnlyTrouble}
            now={survey.dataUpdatedAt}
          />
        )}
      </Loaded>
    </Page>
  );
}

interface FiltersProps {
  readonly object: "contact" | "company";
  readonly q: string;
  readonly isOnlyTrouble: boolean;
  onAsk(part: Record<string, string>): void;
}

function Filters({ object, q, isOnlyTrouble, onAsk }: FiltersProps) {
  return (
    <Group gap="sm">
      <SegmentedControl
        aria-label="Whose attributes"
        value={object}
        onChange={(value) => onAsk({ object: value === "company" ? value : "" })}
        data={[
          { value: "contact", label: "People" },
          { value: "company", label: "Companies" },
        ]}
      />
      <TextInput
        aria-label="Search attributes"
        placeholder="Name of an attribute"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={({ currentTarget }) => onAsk({ q: currentTarget.value })}
        w={{ base: "100%", sm: 260 }}
      />
      <Chip checked={isOnlyTrouble} onChange={(isOnly) => onAsk({ only: isOnly ? "trouble" : "" })}>
        Only what needs a look
      </Chip>
    </Group>
  );
}

/** The address with this part of it changed; what is empty is not written. */
function withPart(known: URLSearchParams, part: Record<string, string>): Record<string, string> {
  const next = { ...Object.fromEntries(known), ...part };
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== ""));
}

/** Reads every profile, so it is not asked again every few seconds. */
function useSurvey(object: "contact" | "company") {
  return useQuery({
    queryKey: ["survey", object],
    staleTime: 60_000,
    refetchInterval: 120_000,
    queryFn: ({ signal }) =>
      answered(
        api.GET("/api/v1/attributes", { params: { query: { object, survey: "true" } }, signal }),
      ),
  });
}

interface AttributesProps {
  readonly items: readonly Attribute[];
  readonly profiles: number;
  readonly q: string;
  readonly isOnlyTrouble: boolean;
  /** When they were looked at. */
  readonly now: number;
}

function Attributes({ items, profiles, q, isOnlyTrouble, now }: AttributesProps) {
  if (items.length === 0)
    return (
      <Empty title="No attributes yet">
        They appear once a connected system has told Muster of somebody.
      </Empty>
    );
  const troubled = items.filter((each) => troublesOf(each, now).length > 0);
  const shown = byTrouble(isOnlyTrouble ? troubled : items, now).filter(({ name }) =>
    name.toLowerCase().includes(q.trim().toLowerCase()),
  );
  return (
    <Stack>
      <Text size="sm" c="dimmed" role="status">
        {items.length.toLocaleString()} attributes of {profiles.toLocaleString()} profiles,{" "}
        {troubled.length === 0 ? "none" : troubled.length.toLocaleString()} of them in need of a
        look
      </Text>
      {shown.length === 0 ? (
        <Text c="dimmed" py="xl" ta="center">
          No attribute fits the search.
        </Text>
      ) : (
        <AttributeTable attributes={shown} now={now} />
      )}
    </Stack>
  );
}
