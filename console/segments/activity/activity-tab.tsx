import { Anchor, Box, Group, SegmentedControl, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { Link, useSearchParams } from "wouter";
import { answered, api, type Schemas } from "../../api/client.ts";
import { causeWords } from "../../parts/cause-words.ts";
import { useConnectionNames } from "../../parts/known-names.ts";
import { Moment } from "../../parts/moment.tsx";
import { Empty, Failure } from "../../parts/states.tsx";
import { Skeletons } from "../members/members-tab.tsx";
import { usePages } from "../use-pages.ts";
import type { Segment } from "../use-segment.ts";
import { VirtualRows } from "../virtual-rows.tsx";

type Transition = Schemas["Transition"];

const kinds = [
  { value: "", label: "Both" },
  { value: "entered", label: "Entered" },
  { value: "exited", label: "Left" },
];

/** Who entered and left, the newest first, each with the cause. */
export function ActivityTab({ segment: { id } }: { segment: Segment }) {
  const [params, setParams] = useSearchParams();
  const kind = params.get("kind") ?? "";
  const { query, items, more } = useTransitions(id);
  const shown = items.filter((each) => kind === "" || each.kind === kind);
  return (
    <Stack gap="md">
      <Group>
        <SegmentedControl
          aria-label="What to show"
          data={kinds}
          value={kind}
          onChange={(chosen) => setParams(chosen === "" ? {} : { kind: chosen })}
        />
      </Group>
      {query.error === null ? null : <Failure error={query.error} />}
      {query.data === undefined && query.error === null ? <Skeletons /> : null}
      {query.data !== undefined && shown.length === 0 && !query.hasNextPage ? (
        <Empty title="Nobody yet">As soon as somebody enters or leaves, it is told here.</Empty>
      ) : (
        <VirtualRows label="Who came and went" items={shown} keyOf={keyOf} onEnd={more}>
          {(transition) => <TransitionRow transition={transition} />}
        </VirtualRows>
      )}
    </Stack>
  );
}

function useTransitions(id: string) {
  return usePages<Transition>(["segment", id, "transitions"], (cursor, signal) => {
    const query = {
      order: "newest" as const,
      ...(cursor === undefined ? {} : { after: cursor }),
    };
    const params = { path: { id }, query };
    return answered(api.GET("/api/v1/segments/{id}/transitions", { params, signal }));
  });
}

function keyOf({ profileId, kind, at }: Transition): string {
  return `${profileId} ${kind} ${at}`;
}

function TransitionRow({ transition }: { transition: Transition }) {
  const connectionName = useConnectionNames();
  const { profileId, name = "No name", kind, at, cause } = transition;
  const isIn = kind === "entered";
  const Icon = isIn ? IconArrowUpRight : IconArrowDownRight;
  return (
    <Group wrap="nowrap" gap="sm" align="flex-start">
      <ThemeIcon variant="light" radius="xl" size={26} color={isIn ? "teal" : "red"} aria-hidden>
        <Icon size={16} />
      </ThemeIcon>
      <Box miw={0}>
        <Text>
          <Anchor component={Link} href={`/profiles/${profileId}`} fw={600} c="bright">
            {name}
          </Anchor>{" "}
          {isIn ? "entered" : "left"}
        </Text>
        <Text size="sm" c="dimmed">
          <Moment at={at} />: {causeWords(cause, connectionName)}
        </Text>
      </Box>
    </Group>
  );
}
