import { attributesField } from "../profiles/fold-change.ts";
import type { Profile } from "../profiles/profile.ts";
import { isBehaviourField } from "../segmentation/fields.ts";
import type { FlowContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";

interface Image {
  readonly before: Profile | undefined;
  readonly after: Profile;
}

/**
 * A build looks for what a profile once did and was under its own id: what the loser of a
 * merge did and was is written there too. Idempotent, as all of the history.
 */
export async function inheritHistory(
  { storage }: Pick<FlowContext, "storage">,
  images: readonly Image[],
): Promise<void> {
  for (const { before, after } of images) {
    if (before === undefined || after.mergedInto === undefined) continue;
    const { workspaceId, object, id } = after;
    const winner = await followPointers(storage, { workspaceId, object, id });
    if (winner === undefined) continue;
    const counts = await storage.tallies.counts(workspaceId, `attributes#${object}`);
    const fields = [...Object.keys(counts).filter(isBehaviourField), attributesField];
    const done = await Promise.all(
      fields.map((field) => storage.history.ofRange({ workspaceId, object }, field, id, id)),
    );
    const entries = done.flat().map(({ profileId: _loser, ...entry }) => entry);
    if (entries.length > 0) await storage.history.append([{ key: winner, entries }]);
  }
}
