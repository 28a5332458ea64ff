import { Anchor, Button, Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useSearchParams } from "wouter";
import { Loaded } from "../parts/loaded.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import { useSession } from "../session/use-session.ts";
import { ConnectDialog } from "./connect-dialog.tsx";
import { type Connection, useConnectionKinds, useConnections } from "./connection.ts";
import { Directories } from "./directories.tsx";
import { healthOf } from "./health.ts";
import { HealthBadge } from "./health-badge.tsx";
import { ImportProgress } from "./import-progress.tsx";

export default function ConnectionsPage() {
  const connections = useConnections();
  const [search, setSearch] = useSearchParams();
  const { may } = useSession();
  const connect = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setSearch({ connect: "choose" })}
      disabled={!may("admin")}
      title={may("admin") ? undefined : "Only an admin connects systems"}
    >
      Connect a system
    </Button>
  );
  return (
    <Page
      title="Connections"
      intro="Where people and companies come from, and where segments go."
      actions={connect}
    >
      <Loaded query={connections} what="the connections">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing is connected yet">
              Connect your CRM, and its contacts and companies come in by themselves. {connect}
            </Empty>
          ) : (
            <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
              {items.map((each) => (
                <ConnectionCard key={each.id} connection={each} />
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
      <Directories />
      <ConnectDialog chosen={search.get("connect")} onChoose={choose(setSearch)} />
    </Page>
  );
}

function choose(setSearch: ReturnType<typeof useSearchParams>[1]) {
  return (kind: string | undefined) => setSearch(kind === undefined ? {} : { connect: kind });
}

function ConnectionCard({ connection }: { connection: Connection }) {
  const { id, name, label, counters, kind, import: job } = connection;
  const kinds = useConnectionKinds();
  const known = kinds.data?.items.find((each) => each.kind === kind);
  const health = healthOf(connection, known?.access);
  const isOnlyPushed = known !== undefined && !known.imports && known.access !== "webhook";
  return (
    <Card withBorder component="article">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <div>
            <Title order={2} size="h4">
              <Anchor component={Link} href={`/connections/${id}`} inherit>
                {name}
              </Anchor>
            </Title>
            <Text size="sm" c="dimmed">
              {label}
            </Text>
          </div>
          <HealthBadge health={health} />
        </Group>
        {health.advice === undefined ? null : <Text size="sm">{health.advice}</Text>}
        {job === undefined || job.state === "done" ? null : <ImportProgress job={job} />}
        <Heard counters={counters} isOnlyPushed={isOnlyPushed} />
      </Stack>
    </Card>
  );
}

interface HeardProps {
  readonly counters: Connection["counters"];
  readonly isOnlyPushed: boolean;
}

function Heard({ counters, isOnlyPushed }: HeardProps) {
  const at = counters?.lastReceivedAt;
  return (
    <Text size="sm" c="dimmed">
      {isOnlyPushed ? (
        "Segments go there; nothing comes in from it."
      ) : at === undefined ? (
        "No webhook received so far"
      ) : (
        <>
          {(counters?.changes ?? 0).toLocaleString()} changes · last heard of <Moment at={at} />
        </>
      )}
    </Text>
  );
}
