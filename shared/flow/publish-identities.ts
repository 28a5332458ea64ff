import { connectionKinds } from "../contracts/connection.ts";
import type { Identity } from "../contracts/event.ts";
import { identitiesOf } from "../profiles/identity.ts";
import type { Profile, WriteNote } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";

interface Image {
  readonly before: Profile | undefined;
  readonly after: Profile;
  readonly note: WriteNote;
}

/**
 * A member that another source comes to know, or knows by another record since the first is gone, must
 * appear at that source's destinations too, although it entered long ago and nothing is said of it on the bus.
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
  if (before === undefined) return true;
  const [had, has] = [identitiesOf(before), identitiesOf(after)];
  const known = new Set(had.map(nameOf));
  const pushedTo = firstRecords(had);
  return (
    has.some((each) => !known.has(nameOf(each))) ||
    [...firstRecords(has)].some(([connectionId, id]) => pushedTo.get(connectionId) !== id)
  );
}

/** By connection the record that pushes go to. */
function firstRecords(identities: readonly Identity[]): Map<string, string> {
  const records = identities.filter(({ kind }) => kind === "record");
  return new Map(records.toReversed().map(({ connectionId, id }) => [connectionId, id]));
}

function nameOf(identity: Identity): string {
  return JSON.stringify(identity);
}
