import { connectionKinds } from "../contracts/connection.ts";
import { identitiesOf } from "../profiles/identity.ts";
import type { Profile, WriteNote } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";

interface Image {
  readonly before: Profile | undefined;
  readonly after: Profile;
  readonly note: WriteNote;
}

/**
 * A member that another source comes to know must appear at that source's destinations
 * too, although it entered long ago and nothing is said of it on the bus.
 */
export async function publishIdentities(
  context: Pick<FlowContext, "queues">,
  images: readonly Image[],
): Promise<void> {
  const found = images.filter((image) => inherits(image) || (stayedMember(image) && gained(image)));
  if (found.length === 0) return;
  const messages = found.map(({ after: { workspaceId, object, id } }) => ({
    body: { kind: "identified", workspaceId, object, profileId: id },
    group: workspaceId,
  }));
  await Promise.all(connectionKinds.map((kind) => context.queues.pushes(kind).send(messages)));
}

/** Silently in by what a merged profile was in by: until now under that one's records. */
function inherits({ note }: Image): boolean {
  return note.flips.some((flip) => flip.kind === "inherited");
}

/** Of who enters with this very write, the event brings the identities. */
function stayedMember({ before, after }: Image): boolean {
  const had = new Set(before?.announced);
  return after.announced.some((ordinal) => had.has(ordinal));
}

function gained({ before, after }: Image): boolean {
  if (after.announced.length === 0) return false;
  const known = new Set(before && identitiesOf(before).map((each) => JSON.stringify(each)));
  return identitiesOf(after).some((each) => !known.has(JSON.stringify(each)));
}
