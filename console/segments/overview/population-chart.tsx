import "@mantine/charts/styles.css";
import { AreaChart, BarChart, ChartTooltip } from "@mantine/charts";
import { Stack, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { TooltipContentProps } from "recharts";
import type { Schemas } from "../../api/client.ts";
import { utcDayName, utcDaySpan } from "../../parts/utc-days.ts";

type Day = Schemas["PopulationDay"];

/** Members at the end of each day; below, who came and who went. The same as a table, for all. */
export default function PopulationChart({ days }: { days: readonly Day[] }) {
  const points = pointsOf(days);
  return (
    <Stack gap="sm">
      <figure aria-label={summaryOf(days)} style={{ margin: 0 }}>
        <AreaChart
          h={240}
          data={points}
          dataKey="day"
          series={sizes}
          xAxisProps={{ tickFormatter: pointName }}
          tooltipProps={{ content: tooltipOf(sizes) }}
          curveType="linear"
          withDots={points.length < 15}
          yAxisProps={{ allowDecimals: false, width: 48 }}
          areaChartProps={{ accessibilityLayer: false }}
        />
        <Text size="sm" c="dimmed" my={4}>
          Entered (up) and left (down)
        </Text>
        <BarChart
          h={140}
          data={points}
          dataKey="day"
          type="stacked"
          series={turns}
          xAxisProps={{ tickFormatter: pointName }}
          tooltipProps={{ content: tooltipOf(turns) }}
          yAxisProps={{ allowDecimals: false, width: 48 }}
          maxBarWidth={32}
          barChartProps={{ accessibilityLayer: false, stackOffset: "sign" }}
        />
      </figure>
      <DaysTable days={days} />
    </Stack>
  );
}

const sizes = [{ name: "size", label: "Members", color: "var(--mantine-color-anchor)" }];
const turns = [
  { name: "entered", label: "Entered", color: "teal.7" },
  { name: "left", label: "Left", color: "red.7" },
];

/** On hover, the day is also said on the reader's clock. */
function tooltipOf(series: typeof sizes) {
  return ({ label, payload }: Partial<TooltipContentProps>): ReactNode => (
    <ChartTooltip
      label={label === undefined || label === before ? before : utcDaySpan(String(label))}
      payload={payload}
      series={series}
      valueFormatter={(value) => Math.abs(value).toLocaleString()}
    />
  );
}

function DaysTable({ days }: { days: readonly Day[] }) {
  return (
    <details>
      <summary>As a table</summary>
      <Table mt="xs" aria-label="Population by day">
        <Table.Thead>
          <Table.Tr>
            {["Day (UTC)", "Members", "Entered", "Left"].map((title) => (
              <Table.Th key={title} scope="col">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.toReversed().map(({ day, size, entered, exited }) => (
            <Table.Tr key={day}>
              <Table.Td>{utcDayName(day)}</Table.Td>
              <Table.Td>{size.toLocaleString()}</Table.Td>
              <Table.Td>{entered.toLocaleString()}</Table.Td>
              <Table.Td>{exited.toLocaleString()}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}

const before = "before";

function pointName(day: string): string {
  return day === before ? before : utcDayName(day);
}

/** Before its first day there was nobody: a line has two ends. */
function pointsOf(days: readonly Day[]) {
  const points = days.map(({ day, size, entered, exited }) => ({
    day,
    size,
    entered,
    left: -exited,
  }));
  if (points.length > 1) return points;
  return [{ day: before, size: 0, entered: 0, left: 0 }, ...points];
}

function summaryOf(days: readonly Day[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return "No day yet";
  return `From ${first.size.toLocaleString()} members on ${utcDayName(first.day)} to ${last.size.toLocaleString()} today`;
}
