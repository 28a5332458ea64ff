import { Alert, Card, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconBulb, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../../api/client.ts";
import { Failure } from "../../parts/states.tsx";
import type { Segment } from "../use-segment.ts";
import { lifecycleNews } from "./lifecycle-news.ts";

/** What makes the segment find others than meant, and what to do about it. */
export function FindingsCard({ segment }: { segment: Segment }) {
  const findings = useFindings(segment.id);
  const news = lifecycleNews(segment);
  const items = findings.data?.items ?? segment.findings;
  return (
    <Card withBorder padding="lg">
      <Title order={2} size="h4" mb="md">
        Worth a look
      </Title>
      <Stack gap="sm">
        {news.map((words) => (
          <Alert key={words} color="orange" icon={<IconAlertTriangle aria-hidden />}>
            {words}
          </Alert>
        ))}
        {items.map((finding) => (
          <FindingNote key={`${finding.code} ${finding.pointer ?? ""}`} finding={finding} />
        ))}
        {findings.error === null ? null : <Failure error={findings.error} />}
        {findings.isPending ? <Skeleton height={60} /> : null}
        {findings.data !== undefined && items.length + news.length === 0 ? (
          <Alert color="teal" icon={<IconCircleCheck aria-hidden />}>
            Nothing: its rule finds whom it says.
          </Alert>
        ) : null}
      </Stack>
    </Card>
  );
}

/** Looks at all profiles: asked once, not every few seconds. */
function useFindings(id: string) {
  return useQuery({
    queryKey: ["segment", id, "findings"],
    staleTime: 60_000,
    refetchInterval: false,
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/segments/{id}/findings", { params: { path: { id } }, signal })),
  });
}

function FindingNote({ finding }: { finding: Schemas["Finding"] }) {
  const isWarning = finding.severity === "warning";
  const Icon = isWarning ? IconAlertTriangle : IconBulb;
  return (
    <Alert
      color={isWarning ? "orange" : "blue"}
      icon={<Icon aria-hidden />}
      title={finding.message}
    >
      <Text size="sm">{finding.remedy}</Text>
    </Alert>
  );
}
