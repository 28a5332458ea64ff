import { Anchor, Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { Link, useSearchParams } from "wouter";
import { useSegments } from "../parts/known-names.ts";
import { Moment } from "../parts/moment.tsx";
import { segmentPath } from "../parts/segment-path.ts";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { ExplanationDrawer } from "./explanation-drawer.tsx";
import type { Profile } from "./profile.ts";

/** The segments somebody is in, and for any other why not. */
export function MembershipsView({ profile }: { profile: Profile }) {
  const [search, setSearch] = useSearchParams();
  const explained = search.get("why") ?? undefined;
  const explain = (segmentId: string | undefined) =>
    setSearch((former) => {
      const kept = [...former].filter(([name]) => name !== "why");
      return new URLSearchParams(segmentId === undefined ? kept : [...kept, ["why", segmentId]]);
    });
  return (
    <Stack>
      {profile.memberships.length === 0 ? (
        <Text c="dimmed">
          In no segment{profile.asOf === undefined ? " at this moment" : " then"}.
        </Text>
      ) : (
        <StackingTable label="Segments" columns={["Segment", "Since", "Until", "Why"]}>
          {profile.memberships.map((each) => (
            <Row key={each.segmentId} membership={each} onExplain={() => explain(each.segmentId)} />
          ))}
        </StackingTable>
      )}
      <WhyNot profile={profile} onExplain={explain} />
      <ExplanationDrawer
        profile={profile}
        segmentId={explained}
        onClose={() => explain(undefined)}
      />
    </Stack>
  );
}

interface RowProps {
  readonly membership: Profile["memberships"][number];
  readonly onExplain: () => void;
}

function Row({ membership: { segmentId, name, since, leavesAt }, onExplain }: RowProps) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        <Anchor component={Link} href={segmentPath(segmentId)} inherit>
          {name}
        </Anchor>
      </Table.Th>
      <Cell label="Since">{since === undefined ? "just now" : <Moment at={since} />}</Cell>
      <Cell label="Until">
        {leavesAt === undefined ? (
          <Text span inherit c="dimmed">
            no end in sight
          </Text>
        ) : (
          <Moment at={leavesAt} />
        )}
      </Cell>
      <Cell label="Why">
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconListCheck size={14} aria-hidden />}
          onClick={onExplain}
          aria-label={`Why in ${name}`}
        >
          Why
        </Button>
      </Cell>
    </Table.Tr>
  );
}

interface WhyNotProps {
  readonly profile: Profile;
  readonly onExplain: (segmentId: string) => void;
}

function WhyNot({ profile, onExplain }: WhyNotProps) {
  const segments = useSegments();
  const own = new Set(profile.memberships.map(({ segmentId }) => segmentId));
  const others = (segments.data?.items ?? []).filter(
    ({ id, object }) => object === profile.object && !own.has(id),
  );
  if (others.length === 0) return null;
  return (
    <Group>
      <Select
        label="Why not in…"
        description="Choose a segment to see which of its conditions fails"
        placeholder="A segment"
        searchable
        w={{ base: "100%", sm: 420 }}
        value={null}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => {
          if (id !== null) onExplain(id);
        }}
      />
    </Group>
  );
}
