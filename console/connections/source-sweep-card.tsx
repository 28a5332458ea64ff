import { Card, List, Text, Title } from "@mantine/core";
import { Moment } from "../parts/moment.tsx";
import type { Connection } from "./connection.ts";

interface SourceSweepCardProps {
  readonly sweep: Connection["lastSweep"];
  readonly job: NonNullable<Connection["import"]>;
}

/** Drift: what had been lost on the way, found by reading everything again. */
export function SourceSweepCard({ sweep, job }: SourceSweepCardProps) {
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        Read again to find what was lost
      </Title>
      {sweep === undefined ? (
        <Text size="sm" c="dimmed">
          {job.records.toLocaleString()} records were imported. Everything is read again once a day;
          “Check now” does it at once.
        </Text>
      ) : (
        <List size="sm">
          <List.Item>
            Last on <Moment at={sweep.at} />: {sweep.records.toLocaleString()} records
          </List.Item>
          <List.Item>{lostWords(sweep)}</List.Item>
          <List.Item>
            {sweep.deleted.toLocaleString()} had left unheard, {sweep.repaired.toLocaleString()}{" "}
            were put right
          </List.Item>
        </List>
      )}
      <Refused job={job} />
    </Card>
  );
}

function lostWords({ lost, lostValues }: NonNullable<Connection["lastSweep"]>): string {
  if (lost === 0) return "No webhook was lost";
  const most = Object.entries(lostValues)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, 3)
    .map(([name]) => name);
  return `Of ${lost.toLocaleString()} records a webhook was lost, mostly of ${most.join(", ")}`;
}

function Refused({ job: { refused, refusal } }: Pick<SourceSweepCardProps, "job">) {
  if (refused === 0) return null;
  return (
    <Text size="sm" mt="xs">
      Of {refused.toLocaleString()} records something could not be kept
      {refusal === undefined ? "." : `; the last time: ${refusal}`}
    </Text>
  );
}
