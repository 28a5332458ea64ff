import { Card, Text, Title } from "@mantine/core";
import { Moment } from "../parts/moment.tsx";
import type { Connection } from "./connection.ts";

/** The system's own record of its changes, read for those that no webhook told. */
export function JournalCard({ journal }: { journal: NonNullable<Connection["journal"]> }) {
  const { readAt, recovered, recoveredAt, problem } = journal;
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        Its own journal of changes
      </Title>
      <Text size="sm">
        Read to its end on <Moment at={readAt} />.{" "}
        {recovered === 0
          ? "It told of nothing that a webhook had not told before."
          : `It made up for ${recovered.toLocaleString()} changes that no webhook had told.`}
      </Text>
      {recoveredAt === undefined ? null : (
        <Text size="sm" c="dimmed">
          The last time on <Moment at={recoveredAt} />.
        </Text>
      )}
      {problem === undefined ? null : (
        <Text size="sm" mt="xs">
          <b>It could not be read:</b> {problem.message}
        </Text>
      )}
    </Card>
  );
}
