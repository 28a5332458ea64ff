import { Group, Stack, Table, Text, Title } from "@mantine/core";
import { useConnectionNames } from "../parts/known-names.ts";
import { Moment } from "../parts/moment.tsx";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { useSession } from "../session/use-session.ts";
import { MergeDialog } from "./merge-dialog.tsx";
import type { Profile } from "./profile.ts";
import { SplitDialog } from "./split-dialog.tsx";

const kinds = { record: "Record", email: "E-mail", domain: "Domain" } as const;

/** By what sources know somebody, and what was taken apart or may be joined. */
export function IdentitiesView({ profile }: { profile: Profile }) {
  const nameOf = useConnectionNames();
  const { may } = useSession();
  const isNow = profile.asOf === undefined && !profile.deleted;
  return (
    <Stack>
      <StackingTable label="Identities" columns={["System", "Kind", "Known there as"]}>
        {profile.identities.map(({ connectionId, kind, id }) => (
          <Table.Tr key={`${connectionId} ${kind} ${id}`}>
            <Table.Th scope="row" fw={500}>
              {nameOf(connectionId)}
            </Table.Th>
            <Cell label="Kind">{kinds[kind]}</Cell>
            <Cell label="Known there as">{id}</Cell>
          </Table.Tr>
        ))}
      </StackingTable>
      {isNow ? (
        <Group>
          <MergeDialog profile={profile} disabled={!may("editor")} />
          <SplitDialog profile={profile} disabled={!may("editor")} />
        </Group>
      ) : null}
      {isNow && !may("editor") ? (
        <Text size="sm" c="dimmed">
          Merging and taking apart needs the role of an editor.
        </Text>
      ) : null}
      <Apart profile={profile} />
    </Stack>
  );
}

function Apart({ profile: { apart = [] } }: { profile: Profile }) {
  if (apart.length === 0) return null;
  return (
    <div>
      <Title order={2} size="h4" mb="xs">
        Taken apart by hand
      </Title>
      {apart.map(({ profileId, records, at, by, reason }) => (
        <Text key={profileId} size="sm">
          {records.length === 1 ? "One record" : `${records.length} records`} by {by} on{" "}
          <Moment at={at} />: {reason}
        </Text>
      ))}
    </div>
  );
}
