import { Alert, Badge, Group, Loader, Paper, Progress, Stack, Text, Title } from "@mantine/core";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import { Failure } from "../../parts/states.tsx";
import type { Preview, Previewed } from "../use-preview.ts";
import { MissingValues } from "./missing-values.tsx";
import { SampleList } from "./sample-list.tsx";

interface PopulationPanelProps {
  readonly object: ObjectKind;
  readonly previewed: Previewed;
}

/** Who the rule finds, at any moment of editing it. */
export function PopulationPanel({ object, previewed }: PopulationPanelProps) {
  const { preview, problems, isAsking, error } = previewed;
  return (
    <Paper withBorder p="md" component="section" aria-label="Who is in">
      <Stack gap="sm">
        <Group justify="space-between" mih={24}>
          <Title order={2} size="h4">
            Who is in
          </Title>
          {isAsking ? <Loader size="xs" role="status" aria-label="Counting" /> : null}
          {problems.length > 0 ? (
            <Badge variant="light" color="orange" tt="none">
              before your last change
            </Badge>
          ) : null}
        </Group>
        {error === undefined ? null : <Failure error={error} />}
        <Count preview={preview} object={object} />
        {preview === undefined ? null : (
          <>
            <WholeFindings preview={preview} />
            <MissingValues preview={preview} object={object} />
            <SampleList preview={preview} />
          </>
        )}
      </Stack>
    </Paper>
  );
}

function Count({ preview, object }: Pick<Previewed, "preview"> & { readonly object: ObjectKind }) {
  const { count = 0, profiles = 0, suppressed = 0, exact = true, interval } = preview ?? {};
  const all = exact || profiles === 0 ? profiles : undefined;
  const share = all === undefined || all === 0 ? 0 : (100 * count) / all;
  return (
    <Stack gap={6} aria-live="polite" aria-atomic="true">
      <Group gap="xs" align="baseline" mih={48}>
        <Text fz={40} fw={700} lh={1.1} data-testid="count" data-ready={preview !== undefined}>
          {preview === undefined ? "…" : `${exact ? "" : "≈ "}${count.toLocaleString()}`}
        </Text>
        <Text c="dimmed">
          {preview === undefined || all === undefined
            ? peopleWords(object)
            : `of ${all.toLocaleString()} ${peopleWords(object)}`}
        </Text>
      </Group>
      <Progress value={share} size="sm" aria-label={`${Math.round(share)}% of all`} />
      {suppressed === 0 ? null : (
        <Text size="sm" c="dimmed">
          {suppressed.toLocaleString()} more meet the rule and are suppressed, so they are in no
          segment.
        </Text>
      )}
      {interval === undefined ? null : (
        <Text size="sm" c="dimmed">
          Estimated from a sample: between {Math.round(interval.low).toLocaleString()} and{" "}
          {Math.round(interval.high).toLocaleString()}.
        </Text>
      )}
    </Stack>
  );
}

function peopleWords(object: ObjectKind): string {
  return object === "contact" ? "people" : "companies";
}

/** What is said of the rule as a whole; what is about a condition stands at it. */
function WholeFindings({ preview }: { readonly preview: Preview }) {
  const about = preview.findings.filter(
    // An empty rule is where everybody begins: the page says so.
    ({ pointer, code }) => pointer === undefined && code !== "holds-for-everybody",
  );
  return about.map(({ message, remedy, severity }) => (
    <Alert key={message} p="xs" color={severity === "warning" ? "yellow" : "blue"} variant="light">
      <Text size="sm">
        {message} {remedy}
      </Text>
    </Alert>
  ));
}
