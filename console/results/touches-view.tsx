import { Stack, Table, Text, Title } from "@mantine/core";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { touchWords } from "./question.ts";
import type { Outcome } from "./result-words.ts";

type Touches = NonNullable<Outcome["touches"]>;

/** What those who reached it touched in the 30 days before: first, and last. */
export function TouchesView({ touches: { by, first, last, none } }: { touches: Touches }) {
  const firsts = new Map(first.map(({ value, people }) => [value, people]));
  const lasts = new Map(last.map(({ value, people }) => [value, people]));
  const values = [...new Set([...firsts.keys(), ...lasts.keys()])];
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        What brought them there: {touchWords[by]}
      </Title>
      {values.length === 0 ? null : (
        <StackingTable label="Touches" columns={["Value", "First touch", "Last touch"]}>
          {values.map((value) => (
            <Table.Tr key={value}>
              <Table.Td>{value}</Table.Td>
              <Cell label="First touch">{(firsts.get(value) ?? 0).toLocaleString()} people</Cell>
              <Cell label="Last touch">{(lasts.get(value) ?? 0).toLocaleString()} people</Cell>
            </Table.Tr>
          ))}
        </StackingTable>
      )}
      <Text size="sm" c="dimmed">
        {none.toLocaleString()} of those who reached it had no such touch in the 30 days before.
      </Text>
    </Stack>
  );
}
