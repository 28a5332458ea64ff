import { Stack, Table, Title } from "@mantine/core";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { IntervalPlot } from "./interval-plot.tsx";
import { boundsWords, groupName, type OutcomeGroup, percent, timeWords } from "./result-words.ts";

/** How many of each group reached it, with Wilson's interval of the rate, and how soon. */
export function RatesView({ groups }: { groups: readonly OutcomeGroup[] }) {
  const adds = groups.some(({ sum }) => sum !== undefined);
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        How many reached it
      </Title>
      <IntervalPlot
        words={percent}
        rows={groups.map(({ group, heldOut, rate, interval: { low, high = 1 } }) => ({
          label: groupName(group, heldOut),
          value: rate,
          low,
          high,
          isBase: heldOut,
        }))}
      />
      <StackingTable
        label="How many reached it"
        columns={[
          "Group",
          "Reached it",
          "Rate",
          "Lies with 95% certainty at",
          "Time to reach it",
          ...(adds ? ["Per person"] : []),
          "Not over yet",
        ]}
      >
        {groups.map((each) => (
          <Row key={each.group} group={each} adds={adds} />
        ))}
      </StackingTable>
    </Stack>
  );
}

function Row({ group: each, adds }: { group: OutcomeGroup; adds: boolean }) {
  const { reached, counted, rate, interval, days, sum, open, before } = each;
  return (
    <Table.Tr>
      <Table.Td>{groupName(each.group, each.heldOut)}</Table.Td>
      <Cell label="Reached it">
        {reached.toLocaleString()} of {counted.toLocaleString()}
        {before === 0 ? "" : `; ${before.toLocaleString()} had it before`}
      </Cell>
      <Cell label="Rate">{rate === undefined ? "—" : percent(rate)}</Cell>
      <Cell label="Lies with 95% certainty at">
        {counted === 0 ? "—" : boundsWords(interval, percent)}
      </Cell>
      <Cell label="Time to reach it">{days === undefined ? "—" : timeWords(days)}</Cell>
      {adds ? (
        <Cell label="Per person">
          {sum === undefined
            ? "—"
            : sum.perPerson.toLocaleString(undefined, { maximumFractionDigits: 2 })}
        </Cell>
      ) : null}
      <Cell label="Not over yet">{open.toLocaleString()}</Cell>
    </Table.Tr>
  );
}
