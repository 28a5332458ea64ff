import { Anchor, Button, Card, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api, type Schemas } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Empty, Failure } from "../parts/states.tsx";
import { IntervalPlot } from "./interval-plot.tsx";
import { groupName, type Outcome, percent } from "./result-words.ts";

/** Programs that say by what one sees whether they work, each with a first look. */
export function ProgramSummaries() {
  const programs = useQuery({
    queryKey: ["programs"],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/programs", { params: { query: { limit: 1_000 } }, signal })),
  });
  return (
    <Loaded query={programs} what="the programs">
      {({ items }) => {
        const measured = items.filter(({ outcomes = [] }) => outcomes.length > 0);
        return measured.length === 0 ? (
          <NothingMeasured />
        ) : (
          <Stack>
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              {measured.map((program) => (
                <Summary key={program.id} program={program} />
              ))}
            </SimpleGrid>
            <Text size="sm" c="dimmed">
              {(items.length - measured.length).toLocaleString()} programs name no outcome yet: open
              one and add it under Edit.
            </Text>
          </Stack>
        );
      }}
    </Loaded>
  );
}

function NothingMeasured() {
  return (
    <Empty title="No program says what it is for">
      Add an outcome to a program, such as “came back within 14 days”; then its results are counted.
      <Button component={Link} href="/programs" mt="md" display="block" mx="auto" w="fit-content">
        To the programs
      </Button>
    </Empty>
  );
}

function Summary({ program: { id, name, owner } }: { program: Schemas["Program"] }) {
  const results = useQuery({
    queryKey: ["results", id, "summary"],
    staleTime: 60_000,
    refetchInterval: 120_000,
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/programs/{id}/results", { params: { path: { id } }, signal })),
  });
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm">
        <div>
          <Anchor component={Link} href={`/results/${id}`} fw={650}>
            {name}
          </Anchor>
          <Text size="sm" c="dimmed">
            {owner}
          </Text>
        </div>
        {results.error === null ? null : <Failure error={results.error} />}
        {results.data === undefined
          ? results.error === null && <Skeleton h={150} aria-label="Counting" />
          : results.data.outcomes.map((outcome) => (
              <FirstLook key={outcome.name} outcome={outcome} />
            ))}
      </Stack>
    </Card>
  );
}

function FirstLook({ outcome: { summary, groups } }: { outcome: Outcome }) {
  const isKnown = groups.some(({ counted }) => counted > 0);
  return (
    <Stack gap="xs">
      <Text size="sm">{summary}</Text>
      {isKnown ? (
        <IntervalPlot
          words={percent}
          rows={groups.map(({ group, heldOut, rate, interval: { low, high = 1 } }) => ({
            label: groupName(group, heldOut),
            value: rate,
            low,
            high,
            isBase: heldOut,
          }))}
        />
      ) : null}
    </Stack>
  );
}
