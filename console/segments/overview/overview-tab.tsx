import { Card, Grid, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link } from "wouter";
import { answered, api } from "../../api/client.ts";
import { Failure } from "../../parts/states.tsx";
import { utcDayNote, utcDayStart } from "../../parts/utc-days.ts";
import type { Segment } from "../use-segment.ts";
import { FindingsCard } from "./findings-card.tsx";
import { PolicyCard } from "./policy-card.tsx";

const PopulationChart = lazy(() => import("./population-chart.tsx"));

/** How many are in, how that came to be, and what calls for somebody. */
export function OverviewTab({ segment }: { segment: Segment }) {
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Stack gap="lg">
          <Figures segment={segment} />
          <PopulationCard segment={segment} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Stack gap="lg">
          <FindingsCard segment={segment} />
          <PolicyCard segment={segment} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function Figures({ segment: { id, size, today } }: { segment: Segment }) {
  const leaving = useLeaving(id);
  const since = `since ${utcDayStart()}`;
  return (
    <Group grow preventGrowOverflow={false} gap="md">
      <Figure
        name="Members now"
        note="at this moment"
        value={size.toLocaleString()}
        href={`/segments/${id}/members`}
      />
      <Figure
        name="Entered today"
        note={since}
        value={today.entered.toLocaleString()}
        href={`/segments/${id}/activity?kind=entered`}
      />
      <Figure
        name="Left today"
        note={since}
        value={today.exited.toLocaleString()}
        href={`/segments/${id}/activity?kind=exited`}
      />
      <Figure
        name="Leave within 30 days"
        note="by time alone"
        value={leaving}
        href={`/segments/${id}/members?leaving=P30D`}
      />
    </Group>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly href: string;
}

function Figure({ name, value, note, href }: FigureProps) {
  return (
    <Card component={Link} href={href} withBorder padding="md">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz={28} fw={650} style={{ fontVariantNumeric: "tabular-nums" }}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Card>
  );
}

/** How many of the first members read leave by time alone within 30 days. */
function useLeaving(id: string): string {
  const { data } = useQuery({
    queryKey: ["segment", id, "leaving"],
    refetchInterval: 30_000,
    queryFn: ({ signal }) => {
      const query = { leavesBefore: "P30D", limit: 1_000 };
      const params = { path: { id }, query };
      return answered(api.GET("/api/v1/segments/{id}/members", { params, signal }));
    },
  });
  if (data === undefined) return "…";
  return `${data.items.length.toLocaleString()}${data.cursor === undefined ? "" : " or more"}`;
}

function PopulationCard({ segment: { id } }: { segment: Segment }) {
  const population = useQuery({
    queryKey: ["segment", id, "population"],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/segments/{id}/population", { params: { path: { id } }, signal })),
  });
  const { data, error } = population;
  return (
    <Card withBorder padding="lg">
      <Group justify="space-between" mb="md" gap={4}>
        <Title order={2} size="h4">
          Population over time
        </Title>
        <Text size="sm" c="dimmed">
          {utcDayNote()}
        </Text>
      </Group>
      {error === null ? null : <Failure error={error} />}
      {data === undefined ? <Skeleton height={chartHeight} /> : null}
      {data === undefined ? null : (
        <Suspense fallback={<Skeleton height={chartHeight} />}>
          <PopulationChart days={data.items} />
        </Suspense>
      )}
    </Card>
  );
}

/** Of both charts and what stands between them. */
const chartHeight = 436;
