import { Group, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { Page } from "../parts/page.tsx";
import { FoundProfiles } from "./found-profiles.tsx";
import { RecentProfiles } from "./recent-profiles.tsx";

const kinds = [
  { value: "all", label: "Both" },
  { value: "contact", label: "People" },
  { value: "company", label: "Companies" },
];

export default function ProfilesPage() {
  const { search, keep } = useKept();
  const object = readKind(search.get("object"));
  const [typed, setTyped] = useState(search.get("query") ?? "");
  const [query] = useDebouncedValue(typed.trim(), 200);
  return (
    <Page
      title="People & companies"
      intro="One record for each person and company, made of what every connected system knows of them."
    >
      <Stack>
        <Group align="flex-end">
          <TextInput
            type="search"
            label="Find somebody"
            placeholder="Name, e-mail, domain, or an id of your CRM"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={typed}
            onChange={({ currentTarget: { value } }) => {
              setTyped(value);
              keep("query", value);
            }}
            w={{ base: "100%", sm: 420 }}
          />
          <SegmentedControl
            aria-label="What to look for"
            data={kinds}
            value={object ?? "all"}
            onChange={(value) => keep("object", value)}
          />
        </Group>
        {query === "" ? <RecentProfiles /> : null}
        <FoundProfiles query={query} object={object} />
      </Stack>
    </Page>
  );
}

/** What is asked for stands in the address. */
function useKept() {
  const [search, setSearch] = useSearchParams();
  const keep = (name: string, value: string) =>
    setSearch(
      (former) => {
        const next = new URLSearchParams(former);
        if (value === "" || value === "all") next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return { search, keep };
}

function readKind(text: string | null): "contact" | "company" | undefined {
  return text === "contact" || text === "company" ? text : undefined;
}
