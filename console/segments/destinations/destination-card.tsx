import { Alert, Anchor, Card, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "wouter";
import { useConnectionNames } from "../../parts/known-names.ts";
import { Moment } from "../../parts/moment.tsx";
import { StateMark } from "../../parts/state-mark.tsx";
import { DestinationActions } from "./destination-actions.tsx";
import { type Destination, thingOf } from "./destination-words.ts";

/** One place: how it stands, what went wrong, and what the last comparison found. */
export function DestinationCard({ destination }: { destination: Destination }) {
  const { lastError, lastPushedAt, state } = destination;
  const { words, tone } = states[state];
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" align="flex-start">
        <Place destination={destination} />
        <StateMark tone={tone}>{words}</StateMark>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {lastPushedAt === undefined ? (
          "Nothing was pushed yet."
        ) : (
          <>
            Last pushed <Moment at={lastPushedAt} />
          </>
        )}
      </Text>
      <Drift destination={destination} />
      {lastError === undefined || state === "active" ? null : (
        <Alert
          mt="sm"
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title={lastError.message}
        >
          {lastError.remedy} <Moment at={lastError.at} />
        </Alert>
      )}
      <DestinationActions destination={destination} />
    </Card>
  );
}

function Place({ destination }: { destination: Destination }) {
  const connectionName = useConnectionNames();
  const { connectionId, url, courseId, field, shownAs, listId } = destination;
  const named = courseId ?? listId;
  const details = [
    url,
    field,
    shownAs === undefined ? undefined : `shown as “${shownAs}”`,
    named === undefined ? undefined : `its id there: ${named}`,
  ];
  return (
    <div style={{ minWidth: 0, overflowWrap: "anywhere" }}>
      <Text fw={600}>
        {thingOf(destination)}
        {connectionId === undefined ? null : (
          <>
            {" in "}
            <Anchor component={Link} href={`/connections/${connectionId}`}>
              {connectionName(connectionId)}
            </Anchor>
          </>
        )}
      </Text>
      <Text size="sm">{details.filter((each) => each !== undefined).join(" · ")}</Text>
    </div>
  );
}

function Drift({ destination: { lastSweep } }: { destination: Destination }) {
  if (lastSweep === undefined)
    return (
      <Text size="sm" c="dimmed">
        Not compared yet; that happens every day.
      </Text>
    );
  const { at, compared, missing, surplus, repaired, refused } = lastSweep;
  const differ = missing + surplus;
  return (
    <Text size="sm">
      Compared <Moment at={at} />: {compared.toLocaleString()} records,{" "}
      {differ === 0
        ? "all as it should be"
        : `${missing.toLocaleString()} were missing there and ${surplus.toLocaleString()} too many; ${repaired.toLocaleString()} put right`}
      {refused === 0 ? "" : `; ${refused.toLocaleString()} refused by the other side`}.
    </Text>
  );
}

const states = {
  active: { words: "In step", tone: "good" },
  failing: { words: "Failing", tone: "bad" },
  withdrawing: { words: "Being taken back", tone: "waiting" },
  removed: { words: "Removed", tone: "off" },
} as const;
