import { Drawer, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { causeWords } from "../parts/cause-words.ts";
import { ExplanationTree } from "../parts/explanation-tree.tsx";
import { useConnectionNames, useSegments } from "../parts/known-names.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Moment } from "../parts/moment.tsx";
import { calledName } from "../parts/profile-search.ts";
import type { Profile } from "./profile.ts";
import { ReceiptButton } from "./receipt-button.tsx";

interface ExplanationDrawerProps {
  readonly profile: Profile;
  /** Of which segment; undefined: closed. */
  readonly segmentId: string | undefined;
  readonly onClose: () => void;
}

/** Each condition of a segment's rule with a tick or a cross for one person or company. */
export function ExplanationDrawer({ profile, segmentId, onClose }: ExplanationDrawerProps) {
  const segments = useSegments();
  const name = segments.data?.items.find(({ id }) => id === segmentId)?.name ?? "this segment";
  return (
    <Drawer
      opened={segmentId !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={`${calledName(profile)} and “${name}”`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {segmentId === undefined ? null : <Explained profile={profile} segmentId={segmentId} />}
    </Drawer>
  );
}

function Explained({ profile: { id, asOf }, segmentId }: { profile: Profile; segmentId: string }) {
  const segments = useSegments();
  const connectionName = useConnectionNames();
  const segmentName = (of: string) => segments.data?.items.find((each) => each.id === of)?.name;
  const explanation = useExplanation({ id, segmentId, asOf });
  return (
    <Loaded query={explanation} what="why">
      {(explained) => (
        <Stack>
          <Verdict explained={explained} connectionName={connectionName} />
          <ExplanationTree node={explained.tree} names={{ segmentName, connectionName }} />
          <ReceiptButton profileId={id} segmentId={segmentId} at={asOf} />
        </Stack>
      )}
    </Loaded>
  );
}

interface Asked {
  readonly id: string;
  readonly segmentId: string;
  readonly asOf: string | undefined;
}

function useExplanation({ id, segmentId, asOf }: Asked) {
  return useQuery({
    queryKey: ["explanation", id, segmentId, asOf ?? "now"],
    queryFn: ({ signal }) => {
      const query = asOf === undefined ? {} : { asOf };
      const params = { path: { id, segmentId }, query };
      return answered(
        api.GET("/api/v1/profiles/{id}/segments/{segmentId}/explanation", { params, signal }),
      );
    },
  });
}

interface VerdictProps {
  readonly explained: NonNullable<ReturnType<typeof useExplanation>["data"]>;
  readonly connectionName: (id: string) => string;
}

/** In or not, since when, why, and what time alone will do. */
function Verdict({ explained, connectionName }: VerdictProps) {
  const { member, since, cause, leavesAt, joinsAt, tree } = explained;
  return (
    <>
      <Text>
        <b>{member ? "In" : "Not in"}</b>
        {since === undefined ? "" : " since "}
        {since === undefined ? null : <Moment at={since} />}
        {cause === undefined ? "." : `, because ${causeWords(cause, connectionName)}.`}
      </Text>
      {leavesAt === undefined ? null : (
        <Text size="sm">
          Leaves by time alone on <Moment at={leavesAt} />.
        </Text>
      )}
      {joinsAt === undefined ? null : (
        <Text size="sm">
          Joins by time alone on <Moment at={joinsAt} />.
        </Text>
      )}
      {member === (tree.truth === true) ? null : <Held member={member} />}
    </>
  );
}

/** The rule says one thing and the membership another: somebody's settings hold it so. */
function Held({ member }: { member: boolean }) {
  return (
    <Text size="sm">
      {member
        ? "The rule no longer holds; the segment's grace period keeps the membership for now."
        : "The rule holds; the segment waits before it takes anybody in, or this one is kept off every list."}
    </Text>
  );
}
