import { Anchor, Stack, Table, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { Schemas } from "../api/client.ts";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";

type Impact = Schemas["AttributeImpact"];

/** Who would enter and leave which segment, before anything is done. */
export function ImpactView({ impact }: { impact: Impact }) {
  const { changed, profiles, exact, segments } = impact;
  return (
    <Stack gap="sm" role="status">
      <Title order={3} size="h5">
        What it changes
      </Title>
      <Text size="sm">
        Rules would see another value of {changed.toLocaleString()} of {profiles.toLocaleString()}{" "}
        profiles{exact ? "" : " that were looked at; the counts are estimates"}.{" "}
        {segments.length === 0 ? "No segment reads this attribute: nobody enters or leaves." : ""}
      </Text>
      {segments.length === 0 ? null : (
        <StackingTable
          label="Impact by segment"
          columns={["Segment", "Would enter", "Would leave", "Stay"]}
        >
          {segments.map(({ segmentId, name, enter, leave, stay }) => (
            <Table.Tr key={segmentId}>
              <Table.Td>
                <Anchor component={Link} href={`/segments/${segmentId}`} underline="always">
                  {name}
                </Anchor>
              </Table.Td>
              <Cell label="Would enter">{turning(enter)}</Cell>
              <Cell label="Would leave">{turning(leave)}</Cell>
              <Cell label="Stay">{stay.toLocaleString()}</Cell>
            </Table.Tr>
          ))}
        </StackingTable>
      )}
    </Stack>
  );
}

function turning({ count, interval }: Impact["segments"][number]["enter"]): string {
  if (interval === undefined) return count.toLocaleString();
  return `about ${count.toLocaleString()} (${interval.low.toLocaleString()} to ${interval.high.toLocaleString()})`;
}
