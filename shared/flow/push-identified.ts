import type { MembershipEvent } from "../contracts/event.ts";
import type { PushMessage } from "../contracts/push.ts";
import { identitiesOf } from "../profiles/identity.ts";
import type { FlowContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";

type Identified = Extract<PushMessage, { kind: "identified" }>;

/**
 * What a profile that became known to another source is a member of, as events. Read from
 * the profile itself, so that the revision and the memberships belong together.
 */
export async function membershipsOf(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, object, profileId }: Identified,
): Promise<MembershipEvent[]> {
  const profile = await followPointers(storage, { workspaceId, object, id: profileId });
  if (profile === undefined) return [];
  const rules = await storage.index.rules(workspaceId, profile.announced);
  const rows = await storage.members.rows(
    workspaceId,
    [...new Set(rules.map((rule) => rule.segmentId))],
    profile.id,
  );
  return rules.map(({ segmentId, version }) => {
    const row = rows.get(segmentId);
    const at = row?.since ?? new Date(profile.createdAt).toISOString();
    return {
      workspaceId,
      segmentId,
      segmentVersion: version,
      profileId: profile.id,
      object,
      identities: identitiesOf(profile),
      revision: profile.revision,
      at,
      cause: row?.cause ?? { kind: "merge", at },
    };
  });
}
