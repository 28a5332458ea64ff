import { Card, Stack, Table, Text, Title } from "@mantine/core";
import type { Schemas } from "../api/client.ts";
import { useConnectionNames } from "../parts/known-names.ts";
import { Moment } from "../parts/moment.tsx";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { shareWords } from "./attribute-words.ts";

type Freshness = Schemas["AttributeDetail"]["freshness"];

/** How old what each source says is. */
export function AttributeFreshness({ freshness }: { freshness: Freshness }) {
  const connectionName = useConnectionNames();
  return (
    <Card withBorder padding="lg" component="section">
      <Stack gap="sm">
        <Title order={2} size="h4">
          Who says it, and how old it is
        </Title>
        {freshness.length === 0 ? (
          <Text size="sm" c="dimmed">
            No source says anything.
          </Text>
        ) : (
          <StackingTable
            label="Age by source"
            columns={["Source", "Profiles", "Newest", "Half are older than", "Over 90 days old"]}
          >
            {freshness.map(({ connection, filled, newestAt, medianDays, old }) => (
              <Table.Tr key={connection}>
                <Table.Td>{connectionName(connection)}</Table.Td>
                <Cell label="Profiles">{filled.toLocaleString()}</Cell>
                <Cell label="Newest">
                  <Moment at={newestAt} />
                </Cell>
                <Cell label="Half are older than">{medianDays.toLocaleString()} days</Cell>
                <Cell label="Over 90 days old">
                  {shareWords(old / Math.max(1, filled))} · {old.toLocaleString()}
                </Cell>
              </Table.Tr>
            ))}
          </StackingTable>
        )}
      </Stack>
    </Card>
  );
}
