import { connectionKinds } from "../contracts/connection.ts";
import { identitiesOf } from "../profiles/identity.ts";
import { hasLost } from "../profiles/split-profile.ts";
import type { FlowContext } from "./context.ts";
import type { ProfileRecordImage } from "./derive-views.ts";

/**
 * A record that was taken out of a profile stood in for it at its source's destinations. There
 * it leaves every segment of that profile; the profile it has now, whose revision is a later
 * one, says where it is to be after all.
 */
export async function publishParted(
  { storage, queues }: Pick<FlowContext, "storage" | "queues">,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  for (const { before, after, note } of images) {
    if (before === undefined || !hasLost(before, after)) continue;
    const { workspaceId, object, id: profileId, revision } = after;
    const own = new Set(after.records.map((each) => each.connectionId));
    const identities = identitiesOf(before).filter((each) => !own.has(each.connectionId));
    const rules = await storage.index.rules(workspaceId, before.announced);
    const at = new Date(note.at).toISOString();
    const messages = rules.map(({ segmentId, version: segmentVersion }) => {
      const of = { workspaceId, segmentId, segmentVersion, profileId, object, identities };
      const event = { ...of, at, cause: { kind: "split" as const, at }, revision };
      return { body: { kind: "parted", event }, group: workspaceId };
    });
    // Who is a member still is known to some sources by its address only from now on.
    const identified = { kind: "identified", workspaceId, object, profileId };
    const all = [...messages, { body: identified, group: workspaceId }];
    await Promise.all(connectionKinds.map((kind) => queues.pushes(kind).send(all)));
  }
}
