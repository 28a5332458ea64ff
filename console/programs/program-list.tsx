import { Button, Chip, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "wouter";
import { answered, api } from "../api/client.ts";
import { useSegments } from "../parts/known-names.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Empty } from "../parts/states.tsx";
import { asked, type ProgramFilter, sifted } from "./program-filter.ts";
import { ProgramTable } from "./program-table.tsx";
import { kinds, kindWords, type Program } from "./program-words.ts";

function usePrograms() {
  return useQuery({
    queryKey: ["programs"],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/programs", { params: { query: { limit: 1_000 } }, signal })),
  });
}

/** All programs, by kind; the filter stands in the address. */
export function ProgramList() {
  const programs = usePrograms();
  const segments = useSegments().data?.items ?? [];
  const [search, setSearch] = useSearchParams();
  const filter = asked(search);
  const names = new Map(segments.map(({ id, name }) => [id, name]));
  return (
    <Loaded query={programs} what="the programs">
      {({ items }) =>
        items.length === 0 ? (
          <NoPrograms />
        ) : (
          <Stack>
            <Filters
              filter={filter}
              onChange={(next) => setSearch(next, { replace: true })}
              programs={items}
            />
            <ByKind programs={sifted(items, filter, names)} names={names} />
          </Stack>
        )
      }
    </Loaded>
  );
}

function NoPrograms() {
  return (
    <Empty title="Nothing is driven yet">
      A program gives the members of a segment something: a page of your portal, a price, a course.
      <Button
        component={Link}
        href="/programs/new"
        mt="md"
        display="block"
        mx="auto"
        w="fit-content"
      >
        Create the first program
      </Button>
    </Empty>
  );
}

interface FiltersProps {
  readonly filter: ProgramFilter;
  readonly programs: readonly Program[];
  onChange(next: Record<string, string>): void;
}

function Filters({ filter, programs, onChange }: FiltersProps) {
  const present = kinds.filter((kind) => programs.some((each) => each.kind === kind));
  const set = (part: Partial<Record<"q" | "kind" | "state", string>>) =>
    onChange(
      Object.fromEntries(
        Object.entries({ ...filter, ...part }).filter(([, value]) => value !== ""),
      ),
    );
  return (
    <Group gap="sm">
      <TextInput
        aria-label="Search programs"
        placeholder="Name, owner, segment…"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.q}
        onChange={({ currentTarget }) => set({ q: currentTarget.value })}
        w={{ base: "100%", sm: 260 }}
      />
      <Chip.Group value={filter.kind} onChange={(kind) => set({ kind: String(kind) })}>
        <Group gap={6} role="group" aria-label="Kind of program">
          <Chip value="">All kinds</Chip>
          {present.map((kind) => (
            <Chip key={kind} value={kind}>
              {kindWords[kind].plural}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Chip
        checked={filter.state === "all"}
        onChange={(isAll) => set({ state: isAll ? "all" : "" })}
      >
        With those that ended
      </Chip>
    </Group>
  );
}

function ByKind({
  programs,
  names,
}: {
  programs: readonly Program[];
  names: ReadonlyMap<string, string>;
}) {
  if (programs.length === 0)
    return (
      <Text c="dimmed" py="xl" ta="center">
        No program fits: clear the search, or choose another kind.
      </Text>
    );
  const groups = kinds
    .map((kind) => ({ kind, programs: programs.filter((each) => each.kind === kind) }))
    .filter((group) => group.programs.length > 0);
  return (
    <Stack gap="xl">
      {groups.map((group) => (
        <Stack key={group.kind} gap="xs">
          <Title order={2} size="h4">
            {kindWords[group.kind].plural}{" "}
            <Text span c="dimmed" fw={400} size="sm">
              {group.programs.length}
            </Text>
          </Title>
          <ProgramTable programs={group.programs} names={names} />
        </Stack>
      ))}
    </Stack>
  );
}
