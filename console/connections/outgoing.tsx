import { Anchor, Button, Group, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { Moment } from "../parts/moment.tsx";
import { segmentPath } from "../parts/segment-path.ts";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { Empty } from "../parts/states.tsx";
import type { Connection } from "./connection.ts";
import { RefusedRecords } from "./refused-records.tsx";

type Destination = NonNullable<Connection["destinations"]>[number];

/** The lists, campaigns and courses that segments keep current there. */
export function Outgoing({ connection: { destinations = [], label } }: { connection: Connection }) {
  const [looked, setLooked] = useState<Destination>();
  if (destinations.length === 0)
    return (
      <Empty title="Nothing goes out">
        Add {label} as a destination on a segment's page, and its members are kept current there.
      </Empty>
    );
  return (
    <Stack>
      <StackingTable
        label="What goes out"
        columns={["Segment", "Pushed to", "State", "Last pushed", "Found by comparing", "Refused"]}
      >
        {destinations.map((each) => (
          <Row key={each.id} destination={each} onLook={() => setLooked(each)} />
        ))}
      </StackingTable>
      <RefusedRecords destination={looked} onClose={() => setLooked(undefined)} />
    </Stack>
  );
}

const states = {
  active: "Works",
  failing: "Fails",
  withdrawing: "Being taken back",
  removed: "Removed",
} as const;

interface RowProps {
  readonly destination: Destination;
  readonly onLook: () => void;
}

function Row({ destination, onLook }: RowProps) {
  const { segmentId, segment, kind, state, lastError, lastPushedAt, lastSweep } = destination;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        <Anchor component={Link} href={segmentPath(segmentId)} inherit>
          {segment}
        </Anchor>
      </Table.Th>
      <Cell label="Pushed to">{kind.replaceAll("-", " ")}</Cell>
      <Cell label="State">
        <Text span inherit fw={state === "failing" ? 600 : 400}>
          {states[state]}
        </Text>
        {lastError === undefined || state !== "failing" ? null : (
          <Text size="sm">{lastError.message}</Text>
        )}
      </Cell>
      <Cell label="Last pushed">
        {lastPushedAt === undefined ? "not yet" : <Moment at={lastPushedAt} />}
      </Cell>
      <Cell label="Found by comparing">{driftWords(lastSweep)}</Cell>
      <Cell label="Refused">
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="light"
            onClick={onLook}
            aria-label={`Look at who is refused of ${segment}`}
          >
            Look
          </Button>
        </Group>
      </Cell>
    </Table.Tr>
  );
}

function driftWords(sweep: Destination["lastSweep"]): string {
  if (sweep === undefined) return "not compared yet";
  const { missing, surplus, repaired } = sweep;
  if (missing + surplus === 0) return "no difference";
  return `${missing.toLocaleString()} missing, ${surplus.toLocaleString()} too many; ${repaired.toLocaleString()} put right`;
}
