import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { Link, useSearchParams } from "wouter";
import type { Schemas } from "../../api/client.ts";
import { Moment } from "../../parts/moment.tsx";
import { useSession } from "../../session/use-session.ts";
import type { Segment } from "../use-segment.ts";
import { Comparison } from "./comparison.tsx";

type Version = Schemas["SegmentVersion"];

/** Every rule it has had or may get, and what a change of them would mean; nothing happens before Promote. */
export function VersionsTab({ segment }: { segment: Segment }) {
  const [params, setParams] = useSearchParams();
  const proposed = segment.versions.findLast(({ state }) => state === "candidate");
  const compared = Number(params.get("compare") ?? proposed?.version ?? Number.NaN);
  const version = segment.versions.find((each) => each.version === compared);
  return (
    <Stack gap="lg">
      {segment.versions.length > 1 ? null : <OnlyOne segment={segment} />}
      {version === undefined ? null : <Comparison segment={segment} version={version} />}
      {segment.versions.toReversed().map((each) => (
        <VersionCard
          key={each.version}
          version={each}
          isCompared={each.version === compared}
          onCompare={() => setParams({ compare: String(each.version) }, { replace: true })}
        />
      ))}
    </Stack>
  );
}

interface VersionCardProps {
  readonly version: Version;
  readonly isCompared: boolean;
  onCompare(): void;
}

function VersionCard({ version, isCompared, onCompare }: VersionCardProps) {
  const { state, description, createdAt, progress, error } = version;
  const { word, color } = states[state];
  return (
    <Card withBorder padding="md" maw={900}>
      <Group justify="space-between" align="flex-start">
        <Group gap="xs">
          <Text fw={600}>Version {version.version}</Text>
          <Badge variant="light" color={color} tt="none">
            {word}
            {progress === undefined ? "" : ` · ${progress}%`}
          </Badge>
        </Group>
        {state === "live" || state === "building" ? null : (
          <Button size="xs" variant={isCompared ? "light" : "default"} onClick={onCompare}>
            Compare with the live one
          </Button>
        )}
      </Group>
      <Text my={4}>{description}</Text>
      {error === undefined ? null : <Text c="red.8">{error}</Text>}
      <Text size="sm" c="dimmed">
        Written <Moment at={createdAt} />
      </Text>
    </Card>
  );
}

const states = {
  candidate: { word: "Proposed: nobody is affected", color: "blue" },
  building: { word: "Being built", color: "blue" },
  live: { word: "Live", color: "teal" },
  failed: { word: "Build stopped", color: "red" },
  replaced: { word: "Replaced", color: "gray" },
} as const;

function OnlyOne({ segment: { id } }: { segment: Segment }) {
  const { may } = useSession();
  return (
    <Group maw={900} justify="space-between">
      <Text c="dimmed" maw={640}>
        It has one rule so far. Another one is a new version: you see who would enter and leave
        before it takes over, and can go back.
      </Text>
      {may("editor") ? (
        <Button component={Link} href={`/segments/${id}/edit`} variant="default">
          Try another rule
        </Button>
      ) : null}
    </Group>
  );
}
