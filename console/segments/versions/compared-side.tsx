import { Anchor, Card, List, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { Schemas } from "../../api/client.ts";

type Side = Schemas["VersionComparison"]["enter"];

interface ComparedSideProps {
  readonly title: string;
  readonly tone: "teal" | "red";
  readonly side: Side;
}

/** Who would enter, or leave: how many, by which conditions, and some of them by name. */
export function ComparedSide({ title, tone, side }: ComparedSideProps) {
  return (
    <Card withBorder padding="md">
      <Title order={3} size="h5">
        {title}
      </Title>
      <Text fz={28} fw={650} c={side.count === 0 ? "dimmed" : `${tone}.8`}>
        {countWords(side)}
      </Text>
      <Stack gap="xs">
        {side.reasons.map(({ pointer, condition, count }) => (
          <Text key={pointer} size="sm">
            <b>{count.toLocaleString()}</b> by: {condition}
          </Text>
        ))}
        {side.sample.length === 0 ? null : <Sample side={side} />}
      </Stack>
    </Card>
  );
}

function Sample({ side: { sample, count } }: { side: Side }) {
  return (
    <details>
      <summary>
        {sample.length < count ? `Some of them (${sample.length})` : "Who they are"}
      </summary>
      <List size="sm" mt="xs" spacing={4}>
        {sample.map(({ profileId, name = "No name", because }) => (
          <List.Item key={profileId}>
            <Anchor component={Link} href={`/profiles/${profileId}`}>
              {name}
            </Anchor>
            {because.length === 0 ? null : `: ${because.map((each) => each.condition).join("; ")}`}
          </List.Item>
        ))}
      </List>
    </details>
  );
}

/** A count; of an estimate, between what it lies. */
export function countWords({ count, interval }: Pick<Side, "count" | "interval">): string {
  if (interval === undefined) return count.toLocaleString();
  const [low, high] = [interval.low, interval.high].map((end) => Math.round(end).toLocaleString());
  return `about ${count.toLocaleString()} (${low} to ${high})`;
}
