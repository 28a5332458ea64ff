import { Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../../api/client.ts";
import { Loaded } from "../../parts/loaded.tsx";
import type { Segment } from "../use-segment.ts";
import { ComparedSide, countWords } from "./compared-side.tsx";
import { PromoteVersion } from "./promote-version.tsx";

interface ComparisonProps {
  readonly segment: Segment;
  readonly version: Schemas["SegmentVersion"];
}

/** Two rules side by side, and whom the change would turn; by asking, nobody is affected. */
export function Comparison({ segment, version }: ComparisonProps) {
  const isLive = segment.versions.some(({ state }) => state === "live");
  const comparison = useComparison(segment.id, version.version, isLive);
  if (!isLive)
    return (
      <Text c="dimmed">
        As soon as a version is live, you see here what another one would change.
      </Text>
    );
  return (
    <Stack gap="md">
      <Title order={2} size="h4">
        If version {version.version} took over now
      </Title>
      <Rules segment={segment} version={version} />
      <Loaded query={comparison} what="who would enter and leave">
        {(found) => (
          <>
            <Text c="dimmed" role="status">
              {found.profiles.toLocaleString()} profiles were looked at
              {found.exact ? "" : ", not all: the counts are estimates"}. {countWords(found.stay)}{" "}
              stay.
            </Text>
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <ComparedSide title="Would enter" tone="teal" side={found.enter} />
              <ComparedSide title="Would leave" tone="red" side={found.leave} />
            </SimpleGrid>
            <Group>
              <PromoteVersion segment={segment} version={version} found={found} />
            </Group>
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function useComparison(id: string, n: number, isLive: boolean) {
  return useQuery({
    queryKey: ["segment", id, "comparison", n],
    enabled: isLive,
    staleTime: 30_000,
    refetchInterval: false,
    queryFn: ({ signal }) => {
      const params = { path: { id, n } };
      const path = "/api/v1/segments/{id}/versions/{n}/comparison";
      return answered(api.GET(path, { params, signal }));
    },
  });
}

function Rules({ segment, version }: ComparisonProps) {
  const live = segment.versions.find(({ state }) => state === "live");
  const sides = [
    { title: live === undefined ? "Live" : `Version ${live.version}, live`, of: live },
    { title: `Version ${version.version}`, of: version },
  ];
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      {sides.map(({ title, of }) => (
        <Card key={title} withBorder padding="md">
          <Text size="sm" c="dimmed">
            {title}
          </Text>
          <Text>{of?.description ?? "No version is live."}</Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}
