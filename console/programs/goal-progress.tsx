import { Anchor, Card, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api } from "../api/client.ts";
import { LoadedPart } from "../parts/loaded-part.tsx";
import { measured, measureWords, type Program } from "./program-words.ts";

type Goal = Extract<Program, { kind: "goal" }>;

/** How far each segment is, against what is aimed at. */
export function GoalProgress({ program }: { program: Goal }) {
  const { id, measure, target, unit } = program;
  const progress = useQuery({
    queryKey: ["program", id, "progress"],
    refetchInterval: 15_000,
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/programs/{id}/progress", { params: { path: { id } }, signal })),
  });
  return (
    <Card withBorder padding="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          How far they are
        </Title>
        <Text size="sm" c="dimmed">
          {measureWords(measure)}; the goal is {measured(measure, target, unit)}.
        </Text>
        <LoadedPart query={progress} height={70}>
          {({ segments }) =>
            segments.map((each) => <Along key={each.segmentId} segment={each} goal={program} />)
          }
        </LoadedPart>
      </Stack>
    </Card>
  );
}

interface AlongProps {
  readonly segment: {
    readonly segmentId: string;
    readonly name: string;
    readonly size: number;
    readonly known: number;
    readonly value?: number;
    readonly reached: boolean;
  };
  readonly goal: Goal;
}

function Along({ segment, goal: { measure, target, unit } }: AlongProps) {
  const { segmentId, name, size, known, value, reached } = segment;
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Anchor component={Link} href={`/segments/${segmentId}`} underline="always">
          {name}
        </Anchor>
        <Text size="sm" fw={600}>
          {value === undefined ? "nothing to measure yet" : measured(measure, value, unit)}
          {reached ? " · reached" : ""}
        </Text>
      </Group>
      <Progress
        value={shareOf(value, target)}
        color={reached ? "green.8" : "harbour"}
        size="lg"
        aria-label={`${name}: ${Math.round(shareOf(value, target))}% of the goal`}
      />
      <Text size="sm" c="dimmed">
        {size.toLocaleString()} members, of {known.toLocaleString()} the value is known
      </Text>
    </Stack>
  );
}

function shareOf(value: number | undefined, target: number): number {
  if (value === undefined || target <= 0) return 0;
  return Math.min(100, Math.max(0, (value / target) * 100));
}
