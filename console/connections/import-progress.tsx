import { Progress, Stack, Text } from "@mantine/core";
import type { Connection } from "./connection.ts";

type Import = NonNullable<Connection["import"]>;

/** How far the records that were there before have come in. */
export function ImportProgress({ job }: { job: Import }) {
  const { percent, records, total, state } = job;
  const counted =
    total === undefined
      ? `${records.toLocaleString()} records so far`
      : `${records.toLocaleString()} of ${total.toLocaleString()} records`;
  return (
    <Stack gap={4}>
      <Progress
        value={percent ?? 100}
        animated={state === "running"}
        striped={percent === undefined}
        aria-label={`Import: ${counted}`}
      />
      <Text size="sm" c="dimmed">
        {counted}
        {state === "waiting" ? ", waiting until it is connected again" : ""}
      </Text>
    </Stack>
  );
}
