import { Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { useSearchParams } from "wouter";
import { answered, api, type Schemas } from "../../api/client.ts";
import { Empty, Failure } from "../../parts/states.tsx";
import { usePages } from "../use-pages.ts";
import type { Segment } from "../use-segment.ts";
import { VirtualRows } from "../virtual-rows.tsx";
import { MemberRow } from "./member-row.tsx";
import { WhyDrawer } from "./why-drawer.tsx";

type Member = Schemas["Member"];

const horizons = [
  { value: "", label: "Everybody" },
  { value: "P7D", label: "Leave within 7 days" },
  { value: "P30D", label: "Within 30 days" },
];

/** Who is in, why, and until when; the address keeps whom one looks at. */
export function MembersTab({ segment }: { segment: Segment }) {
  const { horizon, person, look, choose } = useLookedAt();
  const { query, items, more } = useMembers(segment.id, horizon);
  const isEmpty = query.data !== undefined && items.length === 0 && !query.hasNextPage;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <SegmentedControl
          aria-label="Whom to show"
          data={horizons}
          value={horizon}
          onChange={choose}
        />
        <Text size="sm" c="dimmed" role="status">
          {items.length.toLocaleString()}
          {query.hasNextPage ? "+" : ""} shown
        </Text>
      </Group>
      {query.error === null ? null : <Failure error={query.error} />}
      {query.data === undefined && query.error === null ? <Skeletons /> : null}
      {isEmpty ? <Nobody segment={segment} horizon={horizon} /> : null}
      <VirtualRows label="Members" items={items} keyOf={idOf} onEnd={more}>
        {(member) => <MemberRow member={member} onWhy={() => look(member.profileId)} />}
      </VirtualRows>
      <WhyDrawer
        segment={segment}
        profileId={person}
        name={items.find(({ profileId }) => profileId === person)?.name}
        onClose={() => look(undefined)}
      />
    </Stack>
  );
}

function useLookedAt() {
  const [params, setParams] = useSearchParams();
  const horizon = params.get("leaving") ?? "";
  const person = params.get("person") ?? undefined;
  const look = (whom: string | undefined) =>
    setParams({ ...given("leaving", horizon), ...given("person", whom) }, { replace: true });
  const choose = (chosen: string) => setParams(given("leaving", chosen), { replace: true });
  return { horizon, person, look, choose };
}

function idOf({ profileId }: Member): string {
  return profileId;
}

function useMembers(id: string, horizon: string) {
  return usePages<Member>(["segment", id, "members", horizon], (cursor, signal) => {
    const query = { ...given("leavesBefore", horizon), ...given("cursor", cursor) };
    const params = { path: { id }, query };
    return answered(api.GET("/api/v1/segments/{id}/members", { params, signal }));
  });
}

function given<Name extends string>(name: Name, value: string | undefined) {
  return value === undefined || value === "" ? {} : { [name]: value };
}

function Nobody({ segment, horizon }: { segment: Segment; horizon: string }) {
  if (horizon !== "")
    return (
      <Empty title="Nobody leaves by time alone until then">
        Whoever leaves earlier leaves because something about them changes.
      </Empty>
    );
  if (segment.state === "building")
    return (
      <Empty title="Its members are being found">
        They all enter at once when the build is done: {segment.progress ?? 0}%.
      </Empty>
    );
  return (
    <Empty title="Nobody is in it">
      Look in the builder how many meet each condition: one of them may fit nobody.
    </Empty>
  );
}

export function Skeletons() {
  return (
    <Stack gap="xs" role="status" aria-label="Loading the list">
      {Array.from({ length: 8 }, (_, at) => (
        <Skeleton key={at} height={51} />
      ))}
    </Stack>
  );
}
