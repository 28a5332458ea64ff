import { Stack, Table, Title } from "@mantine/core";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { IntervalPlot } from "./interval-plot.tsx";
import { boundsWords, type Comparison, groupName, points } from "./result-words.ts";

interface DifferencesViewProps {
  readonly title: string;
  readonly comparisons: readonly Comparison[];
}

/** Differences of rates with the interval of each, against the line of no difference. */
export function DifferencesView({ title, comparisons }: DifferencesViewProps) {
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        {title}
      </Title>
      <IntervalPlot
        mark={0}
        words={(value) => points(value).replace(" points", "")}
        rows={comparisons.map(({ group, difference, differenceInterval: { low, high = 1 } }) => ({
          label: groupName(group, false),
          value: difference,
          low,
          high,
        }))}
      />
      <StackingTable
        label={title}
        columns={[
          "Group",
          "Difference",
          "Lies with 95% certainty at",
          "Times as often",
          "Enough people",
        ]}
      >
        {comparisons.map((each) => (
          <Row key={each.group} comparison={each} />
        ))}
      </StackingTable>
    </Stack>
  );
}

function Row({ comparison }: { comparison: Comparison }) {
  const { group, against, difference, differenceInterval, hasEnough, needed } = comparison;
  return (
    <Table.Tr>
      <Table.Td>
        {groupName(group, false)} against{" "}
        {against === "holdout" ? "those left out" : groupName(against, false)}
      </Table.Td>
      <Cell label="Difference">{points(difference)}</Cell>
      <Cell label="Lies with 95% certainty at">{boundsWords(differenceInterval, points)}</Cell>
      <Cell label="Times as often">{ratioWords(comparison)}</Cell>
      <Cell label="Enough people">
        {hasEnough
          ? "yes"
          : `no: it takes ${needed.group.toLocaleString()} and ${needed.against.toLocaleString()}`}
      </Cell>
    </Table.Tr>
  );
}

function ratioWords({ ratio, ratioInterval }: Comparison): string {
  const shown = (value: number) => value.toLocaleString(undefined, { maximumFractionDigits: 2 });
  if (ratio === undefined) return "—";
  return `${shown(ratio)} (${boundsWords(ratioInterval, shown)})`;
}
