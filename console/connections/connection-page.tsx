import { Group, Stack, Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { useParams, useSearchParams } from "wouter";
import { ApiProblem } from "../api/problem.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import {
  type Connection,
  type ConnectionKind,
  useConnection,
  useConnectionKinds,
} from "./connection.ts";
import { ConnectionActions } from "./connection-actions.tsx";
import { GrantOutcome } from "./grant-outcome.tsx";
import { healthOf } from "./health.ts";
import { HealthBadge } from "./health-badge.tsx";
import { HealthNotice } from "./health-notice.tsx";
import { Incoming } from "./incoming.tsx";
import { MappingView } from "./mapping-view.tsx";
import { Outgoing } from "./outgoing.tsx";
import { RefusedWebhooks } from "./refused-webhooks.tsx";

export default function ConnectionPage() {
  const { id = "" } = useParams();
  const connection = useConnection(id);
  if (connection.error instanceof ApiProblem && connection.error.status === 404)
    return (
      <Empty title="There is no such connection">
        It was disconnected, or the link is mistyped.
      </Empty>
    );
  return (
    <Loaded query={connection} what="the connection">
      {({ data, etag }) => <Known connection={data} etag={etag} />}
    </Loaded>
  );
}

interface KnownProps {
  readonly connection: Connection;
  readonly etag: string | undefined;
}

function Known({ connection, etag }: KnownProps) {
  const { name, label, accountId, kind } = connection;
  const kinds = useConnectionKinds();
  const known = kinds.data?.items.find((each) => each.kind === kind);
  const health = healthOf(connection, known?.access);
  return (
    <Page
      title={name}
      intro={
        <Group component="span" gap="xs">
          {`${label}${accountId === undefined ? "" : ` · account ${accountId}`}`}
          <HealthBadge health={health} />
        </Group>
      }
      actions={<ConnectionActions connection={connection} etag={etag} kind={known} />}
    >
      <Stack>
        <GrantOutcome connection={connection} />
        <HealthNotice connection={connection} health={health} />
        <Views views={viewsOf({ connection, etag }, known)} />
      </Stack>
    </Page>
  );
}

/** What a connection has to show depends on what kinds of it can do. */
function viewsOf({ connection, etag }: KnownProps, kind: ConnectionKind | undefined): View[] {
  const { destinations = [] } = connection;
  const isSource = kind === undefined || kind.imports || kind.access === "webhook";
  const incoming = {
    view: "incoming",
    label: "What comes in",
    panel: <Incoming connection={connection} />,
  };
  const outgoing = {
    view: "outgoing",
    label: `What goes out (${destinations.length})`,
    panel: <Outgoing connection={connection} />,
  };
  const mapped = [
    {
      view: "mapping",
      label: "Mapping",
      panel: <MappingView connection={connection} etag={etag} />,
    },
    {
      view: "refused",
      label: "Not understood",
      panel: <RefusedWebhooks connection={connection} />,
    },
  ];
  return [
    ...(isSource ? [incoming] : []),
    outgoing,
    ...(kind?.takesMapping === true ? mapped : []),
  ];
}

interface View {
  readonly view: string;
  readonly label: string;
  readonly panel: ReactNode;
}

interface ViewsProps {
  readonly views: readonly View[];
}

/** Which part is shown stands in the address. */
function Views({ views }: ViewsProps) {
  const [search, setSearch] = useSearchParams();
  const view =
    views.find((each) => each.view === search.get("view"))?.view ?? views[0]?.view ?? "incoming";
  return (
    <Tabs
      value={view}
      onChange={(next) => setSearch(next === null ? {} : { view: next })}
      keepMounted={false}
    >
      <Tabs.List mb="md" aria-label="What to see">
        {views.map((each) => (
          <Tabs.Tab key={each.view} value={each.view}>
            {each.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {views.map((each) => (
        <Tabs.Panel key={each.view} value={each.view}>
          {each.panel}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
