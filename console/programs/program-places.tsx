import { Alert, Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api, type Schemas } from "../api/client.ts";
import { useConnectionNames } from "../parts/known-names.ts";
import { LoadedPart } from "../parts/loaded-part.tsx";
import { Moment } from "../parts/moment.tsx";
import { StateMark } from "../parts/state-mark.tsx";

type Destination = Schemas["Destination"];

/** Where it takes effect, and whom that place refused; a program that sends e-mails has none. */
export function ProgramPlaces({ id }: { id: string }) {
  const places = useQuery({
    queryKey: ["segment", id, "destinations"],
    queryFn: async ({ signal }) => {
      const call = api.GET("/api/v1/segments/{id}/destinations", {
        params: { path: { id } },
        signal,
      });
      return (await call).response.status === 404 ? { items: [] } : answered(call);
    },
  });
  return (
    <LoadedPart query={places} height={140}>
      {({ items }) => items.map((place) => <Place key={place.id} place={place} />)}
    </LoadedPart>
  );
}

const stateWords = {
  active: { label: "Works", tone: "good" },
  failing: { label: "Does not work", tone: "bad" },
  withdrawing: { label: "Being taken back", tone: "waiting" },
  removed: { label: "Removed", tone: "off" },
} as const;

function Place({ place }: { place: Destination }) {
  const connectionName = useConnectionNames();
  const { state, connectionId, url, lastPushedAt, lastError } = place;
  const { label, tone } = stateWords[state];
  return (
    <Card withBorder padding="lg" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            Where it takes effect
          </Title>
          <StateMark tone={tone}>{label}</StateMark>
        </Group>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {connectionId === undefined ? url : connectionName(connectionId)}
          {lastPushedAt === undefined ? (
            " · nobody had to be told yet"
          ) : (
            <>
              {" "}
              · last told <Moment at={lastPushedAt} />
            </>
          )}
        </Text>
        {lastError === undefined ? null : (
          <Alert color="red" title="What went wrong">
            {lastError.message} {lastError.remedy}
          </Alert>
        )}
        <Refused id={place.id} />
      </Stack>
    </Card>
  );
}

function Refused({ id }: { id: string }) {
  const refused = useQuery({
    queryKey: ["destination", id, "refused"],
    refetchInterval: 15_000,
    queryFn: ({ signal }) =>
      answered(
        api.GET("/api/v1/destinations/{id}/refused", {
          params: { path: { id }, query: { limit: 20 } },
          signal,
        }),
      ),
  });
  return (
    <LoadedPart query={refused} height={24}>
      {({ items }) =>
        items.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nobody was refused.
          </Text>
        ) : (
          <Stack gap={4}>
            <Text fw={600} size="sm">
              Refused there
            </Text>
            {items.map(({ profileId, reason, since }) => (
              <Text key={profileId} size="sm">
                <Anchor component={Link} href={`/profiles/${profileId}`} inherit underline="always">
                  Profile
                </Anchor>{" "}
                since <Moment at={since} />: {reason}
              </Text>
            ))}
          </Stack>
        )
      }
    </LoadedPart>
  );
}
