import { Button, Group, Stack, Text, Timeline } from "@mantine/core";
import {
  IconActivity,
  IconArrowBarRight,
  IconArrowBarToRight,
  IconArrowMerge,
  IconEdit,
  IconLink,
  IconTrash,
} from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { useConnectionNames } from "../parts/known-names.ts";
import { Moment } from "../parts/moment.tsx";
import { Empty, Failure, Waiting } from "../parts/states.tsx";
import { useAttributeLabels } from "./attribute-labels.ts";
import type { Profile } from "./profile.ts";
import { details, headline, type TimelineItem } from "./timeline-words.ts";

const perPage = 50;

/** Changes, behaviours and memberships in one stream, newest first. */
export function TimelineView({ profile: { id, object } }: { profile: Profile }) {
  const timeline = useTimeline(id);
  const { data, error } = timeline;
  if (data === undefined)
    return error === null ? <Waiting for="what happened" /> : <Failure error={error} />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return <Empty title="Nothing happened yet">No source told anything.</Empty>;
  return (
    <Stack>
      {error === null ? null : <Failure error={error} />}
      <Timeline bulletSize={26} lineWidth={2}>
        {items.map((item, place) => (
          <Timeline.Item key={place} bullet={<Bullet item={item} />} title={headline(item)}>
            <Happened item={item} object={object} />
          </Timeline.Item>
        ))}
      </Timeline>
      {data.pages.some(({ complete }) => !complete) ? (
        <Text size="sm" c="dimmed">
          Memberships of the first 1,000 segments are shown.
        </Text>
      ) : null}
      {timeline.hasNextPage ? (
        <Group>
          <Button
            variant="default"
            loading={timeline.isFetchingNextPage}
            onClick={() => void timeline.fetchNextPage()}
          >
            Show older
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

function useTimeline(id: string) {
  return useInfiniteQuery({
    queryKey: ["timeline", id],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const query = { limit: perPage, ...(pageParam === "" ? {} : { cursor: pageParam }) };
      const params = { path: { id }, query };
      return answered(api.GET("/api/v1/profiles/{id}/timeline", { params, signal }));
    },
    getNextPageParam: ({ cursor }) => cursor,
  });
}

function Happened({ item, object }: { item: TimelineItem; object: Profile["object"] }) {
  const connectionName = useConnectionNames();
  const labelOf = useAttributeLabels(object);
  const { connectionId, at } = item;
  return (
    <>
      {details(item, { connectionName, labelOf }).map((line) => (
        <Text key={line} size="sm" style={{ overflowWrap: "anywhere" }}>
          {line}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        <Moment at={at} />
        {connectionId === undefined ? "" : ` · ${connectionName(connectionId)}`}
      </Text>
    </>
  );
}

const icons = {
  changed: IconEdit,
  behaved: IconActivity,
  associated: IconLink,
  parted: IconLink,
  deleted: IconTrash,
  merged: IconArrowMerge,
  "heard-of": IconEdit,
  entered: IconArrowBarToRight,
  exited: IconArrowBarRight,
  inherited: IconArrowBarToRight,
  "handed-over": IconArrowBarRight,
} as const;

function Bullet({ item: { kind } }: { item: TimelineItem }) {
  const Icon = icons[kind];
  return <Icon size={14} aria-hidden />;
}
