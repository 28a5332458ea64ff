import {
  Anchor,
  Card,
  Group,
  Progress,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Table,
  Text,
  Title,
} from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "wouter";
import { answered, api } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { percent } from "./result-words.ts";

function useCoverage(object: "contact" | "company") {
  return useQuery({
    queryKey: ["coverage", object],
    staleTime: 60_000,
    refetchInterval: 120_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/coverage", { params: { query: { object } }, signal })),
  });
}

type Coverage = NonNullable<ReturnType<typeof useCoverage>["data"]>;

/** Whom running programs address, whom none does, and who addresses the same people. */
export function CoverageView() {
  const [search, setSearch] = useSearchParams();
  const object = search.get("object") === "company" ? "company" : "contact";
  const coverage = useCoverage(object);
  return (
    <Stack>
      <SegmentedControl
        aria-label="Who"
        w="fit-content"
        value={object}
        onChange={(value) =>
          setSearch({ view: "coverage", ...(value === "company" ? { object: value } : {}) })
        }
        data={[
          { value: "contact", label: "People" },
          { value: "company", label: "Companies" },
        ]}
      />
      <Loaded query={coverage} what="whom programs reach; all profiles are read for it">
        {(data) => <Reach coverage={data} />}
      </Loaded>
    </Stack>
  );
}

function Reach({ coverage }: { coverage: Coverage }) {
  const { profiles, addressed, unaddressed, exact, covered, object } = coverage;
  const who = object === "contact" ? "people" : "companies";
  const share = profiles === 0 ? 0 : addressed / profiles;
  return (
    <Stack>
      <Part
        title={`${addressed.toLocaleString()} of ${profiles.toLocaleString()} ${who} are addressed by a program`}
      >
        <Progress value={share * 100} size="lg" aria-label={`Addressed: ${percent(share)}`} />
        <Text size="sm" c="dimmed">
          {exact ? "" : `Of a random sample of ${percent(covered)}. `}
          {unaddressed.count === 0
            ? "Nobody is left out."
            : `${unaddressed.count.toLocaleString()} are addressed by none; some of them:`}
        </Text>
        <Group gap="sm">
          {unaddressed.sample.slice(0, 10).map((id) => (
            <Anchor key={id} component={Link} href={`/profiles/${id}`} size="sm" underline="always">
              {unaddressed.names[id] ?? "No name"}
            </Anchor>
          ))}
        </Group>
      </Part>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <ByProgram coverage={coverage} />
        <SharedPeople coverage={coverage} />
      </SimpleGrid>
    </Stack>
  );
}

function ByProgram({ coverage: { programs, profiles } }: { coverage: Coverage }) {
  const inOrder = programs.toSorted((one, other) => other.people - one.people);
  return (
    <Part title="By program">
      <StackingTable label="People by program" columns={["Program", "Owner", "Reach"]}>
        {inOrder.map(({ programId, name, owner, people }) => (
          <Table.Tr key={programId}>
            <Table.Td>
              <Anchor component={Link} href={`/programs/${programId}`}>
                {name}
              </Anchor>
            </Table.Td>
            <Cell label="Owner">{owner}</Cell>
            <Cell label="Reach">
              {people.toLocaleString()} · {percent(people / Math.max(1, profiles))}
            </Cell>
          </Table.Tr>
        ))}
      </StackingTable>
    </Part>
  );
}

function SharedPeople({ coverage: { shared, owners } }: { coverage: Coverage }) {
  return (
    <Part title="Who addresses the same ones">
      {shared.length === 0 ? (
        <Text size="sm" c="dimmed">
          No two owners address the same ones.
        </Text>
      ) : (
        <StackingTable label="Owners who address the same" columns={["Owners", "Both reach"]}>
          {shared.map((each) => (
            <Table.Tr key={each.owners.join("/")}>
              <Table.Td>{each.owners.join(" and ")}</Table.Td>
              <Cell label="Both reach">{each.people.toLocaleString()}</Cell>
            </Table.Tr>
          ))}
        </StackingTable>
      )}
      <Text size="sm" c="dimmed">
        {owners.map(({ owner, people }) => `${owner}: ${people.toLocaleString()}`).join(" · ")}
      </Text>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card withBorder padding="lg" component="section">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Card>
  );
}
