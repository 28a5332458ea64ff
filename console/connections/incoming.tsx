import { Card, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyId } from "../parts/copy-id.tsx";
import { Moment } from "../parts/moment.tsx";
import type { Connection } from "./connection.ts";
import { JournalCard } from "./journal-card.tsx";
import { lagWords } from "./lag-words.ts";
import { SourceSweepCard } from "./source-sweep-card.tsx";

/** What a system told: how much, how fast, and what had to be repaired. */
export function Incoming({ connection }: { connection: Connection }) {
  const { counters, limit, url, lastSweep, journal } = connection;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <Figure label="Webhooks received" value={(counters?.webhooks ?? 0).toLocaleString()}>
          {counters?.lastReceivedAt === undefined ? (
            "none so far"
          ) : (
            <>
              the last on <Moment at={counters.lastReceivedAt} />
            </>
          )}
        </Figure>
        <Figure label="Changes taken in" value={(counters?.changes ?? 0).toLocaleString()}>
          {`${(counters?.ignored ?? 0).toLocaleString()} of other kinds passed over`}
        </Figure>
        <Figure
          label="On its way here"
          value={counters?.lagMs === undefined ? "–" : lagWords(counters.lagMs)}
        >
          from the change there to its arrival, the last time
        </Figure>
        {limit === undefined ? null : <LimitFigure limit={limit} />}
      </SimpleGrid>
      {url === undefined ? null : (
        <Text size="sm">
          Webhooks go to <b style={{ overflowWrap: "anywhere" }}>{url}</b>{" "}
          <CopyId id={url} what="the address" />
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {connection.import === undefined ? null : (
          <SourceSweepCard sweep={lastSweep} job={connection.import} />
        )}
        {journal === undefined ? null : <JournalCard journal={journal} />}
      </SimpleGrid>
    </Stack>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly children: ReactNode;
}

function Figure({ label, value, children }: FigureProps) {
  return (
    <Card withBorder>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={650}>
        {value}
      </Text>
      <Text size="sm" c="dimmed">
        {children}
      </Text>
    </Card>
  );
}

function LimitFigure({ limit }: { limit: NonNullable<Connection["limit"]> }) {
  const { requests, perMs, used, pausedUntil } = limit;
  const aSecond = 1_000;
  const percent = Math.round(used * 100);
  return (
    <Card withBorder>
      <Text size="sm" c="dimmed">
        Requests it allows
      </Text>
      <Text size="xl" fw={650}>
        {requests.toLocaleString()} in {(perMs / aSecond).toLocaleString()} s
      </Text>
      <Progress
        value={percent}
        aria-label={`${percent}% of what may be sent at once is in use`}
        my={6}
      />
      <Text size="sm" c="dimmed">
        {pausedUntil === undefined ? (
          `${percent}% of what may be sent at once is in use`
        ) : (
          <>
            it asked for patience until <Moment at={pausedUntil} />
          </>
        )}
      </Text>
    </Card>
  );
}
