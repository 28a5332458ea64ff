import { Alert, Anchor, Drawer, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api, type Schemas } from "../../api/client.ts";
import { causeWords } from "../../parts/cause-words.ts";
import { ExplanationTree } from "../../parts/explanation-tree.tsx";
import { useConnectionNames, useSegments } from "../../parts/known-names.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Moment } from "../../parts/moment.tsx";
import type { Segment } from "../use-segment.ts";

interface WhyDrawerProps {
  readonly segment: Segment;
  /** Of whom; closed without. */
  readonly profileId: string | undefined;
  readonly name?: string | undefined;
  onClose(): void;
}

/** Why somebody is in the segment, or is not: the rule's tree with what was seen at each condition. */
export function WhyDrawer({ segment, profileId, name, onClose }: WhyDrawerProps) {
  return (
    <Drawer
      opened={profileId !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={`${name ?? "Somebody"} and “${segment.name}”`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {profileId === undefined ? null : <Why segment={segment} profileId={profileId} />}
    </Drawer>
  );
}

function Why({ segment, profileId }: { segment: Segment; profileId: string }) {
  const path = { id: profileId, segmentId: segment.id };
  const explanation = useQuery({
    queryKey: ["explanation", profileId, segment.id],
    queryFn: ({ signal }) =>
      answered(
        api.GET("/api/v1/profiles/{id}/segments/{segmentId}/explanation", {
          params: { path },
          signal,
        }),
      ),
  });
  return (
    <Loaded query={explanation} what="the explanation">
      {(found) => <Explained segment={segment} found={found} />}
    </Loaded>
  );
}

type Explanation = Schemas["MembershipExplanation"];

function Explained({ segment, found }: { segment: Segment; found: Explanation }) {
  const connectionName = useConnectionNames();
  const version = segment.versions.find((each) => each.version === found.version);
  const { data } = useSegments();
  const segments = new Map((data?.items ?? []).map(({ id, name }) => [id, name]));
  return (
    <Stack>
      <Text>
        {found.member ? "A member" : "Not a member"}
        {found.since === undefined ? null : (
          <>
            {" "}
            since <Moment at={found.since} />
          </>
        )}
        {found.cause === undefined ? "." : `, because ${causeWords(found.cause, connectionName)}.`}
      </Text>
      <Ahead found={found} />
      <ExplanationTree
        node={found.tree}
        rule={version?.rule}
        names={{ connectionName, segmentName: (id) => segments.get(id) }}
      />
      <Anchor component={Link} href={`/profiles/${found.profileId}`}>
        Everything about them
      </Anchor>
    </Stack>
  );
}

/** What happens by time alone, and what stands above the rule. */
function Ahead({ found: { leavesAt, joinsAt, suppressedSince } }: { found: Explanation }) {
  if (suppressedSince !== undefined)
    return (
      <Alert color="yellow" title="Suppressed">
        Kept off every list since <Moment at={suppressedSince} />, whatever the rule says.
      </Alert>
    );
  if (leavesAt === undefined && joinsAt === undefined) return null;
  return (
    <Alert color="blue" title={leavesAt === undefined ? "Enters by time alone" : "Leaves by time"}>
      If nothing else happens, {leavesAt === undefined ? "enters" : "leaves"}{" "}
      <Moment at={leavesAt ?? joinsAt ?? ""} />.
    </Alert>
  );
}
