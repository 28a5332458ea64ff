import { Anchor, Stack, Table, Title } from "@mantine/core";
import { Link } from "wouter";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { IntervalPlot } from "./interval-plot.tsx";
import { boundsWords, type Outcome, percent } from "./result-words.ts";

/** The same of each segment through which people entered; segments differ in more than the program. */
export function SegmentRates({ segments }: { segments: Outcome["segments"] }) {
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        By segment
      </Title>
      <IntervalPlot
        words={percent}
        rows={segments.map(({ name, rate, interval: { low, high = 1 } }) => ({
          label: name,
          value: rate,
          low,
          high,
        }))}
      />
      <StackingTable
        label="By segment"
        columns={["Segment", "Reached it", "Rate", "Lies with 95% certainty at"]}
      >
        {segments.map(({ segmentId, name, reached, counted, rate, interval }) => (
          <Table.Tr key={segmentId}>
            <Table.Td>
              <Anchor component={Link} href={`/segments/${segmentId}`} underline="always">
                {name}
              </Anchor>
            </Table.Td>
            <Cell label="Reached it">
              {reached.toLocaleString()} of {counted.toLocaleString()}
            </Cell>
            <Cell label="Rate">{rate === undefined ? "—" : percent(rate)}</Cell>
            <Cell label="Lies with 95% certainty at">
              {counted === 0 ? "—" : boundsWords(interval, percent)}
            </Cell>
          </Table.Tr>
        ))}
      </StackingTable>
    </Stack>
  );
}
