import type { BusEvent } from "../messaging/bus.ts";
import { identitiesOf } from "../profiles/identity.ts";
import { isAlive, type Profile, type WriteNote } from "../profiles/profile.ts";
import { membershipDifferences } from "../profiles/transitions.ts";
import type { StoredRule } from "../storage/index-chunks.ts";
import type { MemberRow } from "../storage/members.ts";
import type { Transition } from "../storage/transitions.ts";

/** A transition before it has its place in the segment's sequence. */
export type DerivedTransition = Omit<Transition, "number" | "publishedAt">;

/** One record of the profiles' stream, decoded. */
export interface ProfileRecordImage {
  readonly sequenceNumber: string;
  readonly before: Profile | undefined;
  readonly after: Profile;
  readonly note: WriteNote;
}

/** What one record of the stream says, before anything is written. */
export interface Derived {
  readonly workspaceId: string;
  readonly sequenceNumber: string;
  readonly rows: readonly { segmentId: string; row: MemberRow }[];
  /** Segments whose size changes, by how much. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly transitions: readonly DerivedTransition[];
  readonly events: readonly BusEvent[];
}

export type Rules = ReadonlyMap<string, StoredRule>;

export function derive(image: ProfileRecordImage, rules: Rules): Derived {
  const { after, before, note } = image;
  const { workspaceId, revision } = after;
  const rows: { segmentId: string; row: MemberRow }[] = [];
  const sizes = new Map<string, number>();
  const transitions: DerivedTransition[] = [];
  for (const difference of membershipDifferences(before, after, note.flips)) {
    const version = rules.get(`${workspaceId}/${difference.ordinal}`);
    const { flip, member } = difference;
    if (version === undefined || flip === undefined) continue;
    const at = new Date(flip.at).toISOString();
    const { segmentId } = version;
    sizes.set(segmentId, (sizes.get(segmentId) ?? 0) + (member ? 1 : -1));
    rows.push({
      segmentId,
      row: { profileId: after.id, member, since: at, cause: flip.cause, revision },
    });
    if (flip.kind !== "entered" && flip.kind !== "exited") continue;
    const { cause, kind } = flip;
    const segmentVersion = version.version;
    transitions.push({ segmentId, profileId: after.id, kind, at, cause, revision, segmentVersion });
  }
  const events = eventsOf(image, transitions);
  return { workspaceId, sequenceNumber: image.sequenceNumber, rows, sizes, transitions, events };
}

/** Outside systems know who is gone by what they were known by. */
function eventsOf(
  { before, after }: ProfileRecordImage,
  transitions: readonly DerivedTransition[],
) {
  const { workspaceId, object, revision } = after;
  const identities = identitiesOf(isAlive(after) ? after : (before ?? after));
  return transitions.map(
    ({ segmentId, profileId, kind, at, cause, segmentVersion }): BusEvent => ({
      detailType: `segment.${kind}`,
      detail: {
        workspaceId,
        segmentId,
        segmentVersion,
        profileId,
        object,
        identities,
        at,
        cause,
        revision,
      },
    }),
  );
}
