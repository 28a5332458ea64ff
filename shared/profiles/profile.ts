import type { AttributeValue, ObjectKind } from "../contracts/change.ts";
import type { Cause } from "../contracts/event.ts";
import type { Scalar } from "../segmentation/record.ts";
import type { Waiting } from "./standing.ts";

/** One source's newest value of one attribute; `null` says the source cleared it. */
export interface Cell {
  readonly value: AttributeValue | null;
  /** When the source says it changed, in milliseconds. */
  readonly at: number;
  /** The connection's rank, which breaks ties between sources. */
  readonly rank: number;
}

/** attribute → connection → cell. */
export type Cells = Readonly<Record<string, Readonly<Record<string, Cell>>>>;

/** What a source said of an attribute before its newest word. */
export interface KeptObservation extends Cell {
  readonly connectionId: string;
  /** By Muster's clock, in milliseconds. */
  readonly receivedAt: number;
}

export interface KeptBehaviour {
  /** Tells happenings apart, so that a repeat counts once. */
  readonly key: string;
  readonly connectionId: string;
  readonly happenedAt: number;
  readonly receivedAt: number;
  readonly properties: Readonly<Record<string, Scalar>>;
}

/** One record of one source that this profile unifies. */
export interface SourceRecord {
  readonly connectionId: string;
  readonly recordId: string;
  /** The newest change heard of it since it was last deleted; 0 for none. */
  readonly seenAt: number;
  readonly deletedAt?: number;
  /** Set when the source merged it into another: its deletion then says nothing. */
  readonly mergedAway?: boolean;
}

export interface Association {
  readonly connectionId: string;
  readonly object: ObjectKind;
  readonly recordId: string;
  readonly at: number;
  readonly removed: boolean;
}

/** How a source names one of its records. */
export type RecordName = Pick<SourceRecord, "connectionId" | "recordId">;

/** That somebody took two profiles apart, as each of the two keeps it. */
export interface Separation {
  /** The other one, and its records: whoever holds one of these is not joined by what they share. */
  readonly profileId: string;
  readonly records: readonly RecordName[];
  /** By Muster's clock, in milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

/** What an association led to when it was last looked at. */
export interface CarriedLink {
  /** The profile that the record stood for; of a record never heard of, the one it would get. */
  readonly companyId: string;
  /** Of that profile when it was read; 0 where there was none. */
  readonly revision: number;
  /** Whether the company was there and still had the record. */
  readonly holds: boolean;
}

/** A company as far as rules about others read it. */
export interface CarriedCompany {
  readonly revision: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** The companies right above it, sorted; the known graph leads on from there. */
  readonly parents: readonly string[];
}

/**
 * What a profile knows of the companies it is associated with and those above them, so that a
 * decision reads one item. Kept as a graph, not as a list, so that no company stays known in
 * a circle only because its members remind each other of it.
 */
export interface Carried {
  /** Grows with what rules read of related companies: less than the present one is incomplete. */
  readonly needs: number;
  /** By the profile id that is derived from the associated record. */
  readonly links: Readonly<Record<string, CarriedLink>>;
  readonly companies: Readonly<Record<string, CarriedCompany>>;
}

/** A change as the history keeps it, also one that lost against a newer value. */
export interface HistoryEntry {
  /** `attributes`, `behaviour:logged_in`, `association`, `deletion`, `merge`, `record`. */
  readonly field: string;
  readonly key: string;
  readonly connectionId: string;
  readonly at: number;
  readonly value: AttributeValue | null;
  /** Of `attributes`: what the change said of each. */
  readonly values?: Readonly<Record<string, AttributeValue | null>>;
  readonly properties?: Readonly<Record<string, Scalar>>;
  /** What the change was about, and its source's rank; absent from what is older than as-of questions. */
  readonly recordId?: string;
  readonly rank?: number;
  /** Of `association`: to what; the other record's id is the value. */
  readonly association?: {
    readonly object: ObjectKind;
    readonly removed: boolean;
    readonly only?: true;
  };
  /** When the profile took it in, by Muster's clock in milliseconds; the publisher adds it. */
  readonly recordedAt?: number;
  /** Of what came in with a merge: who had taken it in before, and when; the last merge first. */
  readonly inherited?: readonly { readonly from: string; readonly recordedAt: number }[];
  /** Of a behaviour that is not kept for ever: when it is forgotten, in seconds. */
  readonly expiresAt?: number;
}

/** What left an item for the history: one of all, that tells whether the publisher has come so far. */
export interface Filing {
  /** By Muster's clock, in milliseconds. */
  readonly at: number;
  readonly key: string;
  /** Whose it is, since it goes with its records; absent where the profile has but one source. */
  readonly connectionId?: string;
}

/** A membership that turned in one write, and why. `at` in milliseconds. */
export interface Flip {
  readonly ordinal: number;
  readonly kind: "entered" | "exited" | "inherited" | "handed-over";
  readonly at: number;
  readonly cause: Cause;
}

/** That somebody is about to leave, told so long before; instants in milliseconds. */
export interface Foretold {
  readonly lead: string;
  readonly leavesAt: number;
}

/** A profile with its memberships decided anew, and what is to be told of them. */
export interface Evaluated {
  readonly profile: Profile;
  readonly flips: readonly Flip[];
  readonly approaching: readonly ExitApproach[];
}

/** What one write did: the stream carries it to the publisher with the image. */
export interface WriteNote {
  /** By Muster's clock, in milliseconds. */
  readonly at: number;
  readonly history: readonly HistoryEntry[];
  readonly flips: readonly Flip[];
  /** Leavings that it is now time to tell of. */
  readonly approaching?: readonly ExitApproach[];
  /** Of the requests that brought what was written. */
  readonly correlationIds?: readonly string[];
}

/** A leaving ahead of a member, by the ordinal it is publicly a member through. */
export interface ExitApproach extends Foretold {
  readonly ordinal: number;
  /** When it was to be told. */
  readonly at: number;
}

export interface ProfileKey {
  readonly workspaceId: string;
  readonly object: ObjectKind;
  readonly id: string;
}

/**
 * One contact or company over all sources: what one item holds (law 1).
 * Memberships are ordinals of segment versions.
 */
export interface Profile extends ProfileKey {
  /** Grows by one with each write; 0 is not stored yet. */
  readonly revision: number;
  readonly createdAt: number;
  readonly records: readonly SourceRecord[];
  readonly cells: Cells;
  /** By attribute, in any order: what the cells no longer hold and some rule may ask for. */
  readonly past: Readonly<Record<string, readonly KeptObservation[]>>;
  readonly behaviours: Readonly<Record<string, readonly KeptBehaviour[]>>;
  readonly associations: readonly Association[];
  /** What rules about it read of associated companies; absent while none does. */
  readonly carried?: Carried;
  /** Of a company: which state of its contacts the memberships that read them were decided by. */
  readonly contactsDigest?: string;
  /** Identities held, such as `email:ann@acme.test`. */
  readonly claims: readonly string[];
  /** Profiles that carry the same e-mail or domain and are not joined with it. */
  readonly duplicateOf: readonly string[];
  /** What was taken out of it, or it out of; absent where nothing was. */
  readonly apart?: readonly Separation[];
  readonly erasedAt?: number;
  /** Since when (in milliseconds) and why it is kept off every list; absent where it is not. */
  readonly suppressed?: Waiting;
  /** Versions whose rule is true of this profile. */
  readonly memberOf: readonly number[];
  /** Versions through which it is publicly a member. */
  readonly announced: readonly number[];
  /** Versions that speak for their segment and whose rule says otherwise than the membership. */
  readonly waiting: Readonly<Record<string, Waiting>>;
  /** Per version the leavings still ahead that were told; absent while there are none. */
  readonly foretold?: Readonly<Record<string, readonly Foretold[]>>;
  /** Per version the next instant at which time alone may flip it, ends a wait or is to be told of. */
  readonly dues: Readonly<Record<string, number>>;
  /** Set on the loser of a merge: everything else of it is empty. */
  readonly mergedInto?: string;
  /** Since when, by Muster's clock in milliseconds; absent from pointers older than this mark. */
  readonly mergedAt?: number;
  /** What it was told up to this revision and the history is yet to take up; absent while nothing is. */
  readonly unfiled?: readonly HistoryEntry[];
  /** What left its item for the history a short while ago. */
  readonly filing?: Filing;
}

export function newProfile(key: ProfileKey, now: number): Profile {
  return {
    ...key,
    revision: 0,
    createdAt: now,
    records: [],
    cells: {},
    past: {},
    behaviours: {},
    associations: [],
    claims: [],
    duplicateOf: [],
    memberOf: [],
    announced: [],
    waiting: {},
    dues: {},
  };
}

/** Whether any source still has the person or company. */
export function isAlive(profile: Profile): boolean {
  return (
    profile.erasedAt === undefined &&
    profile.mergedInto === undefined &&
    profile.records.some(isLive)
  );
}

/** Whether it can be in segments at all. */
export function takesPart(profile: Profile): boolean {
  return isAlive(profile) && profile.suppressed === undefined;
}

/** Whether the source still has the record under this id. */
export function isLive(record: SourceRecord): boolean {
  if (record.mergedAway) return false;
  return record.deletedAt === undefined || record.seenAt > record.deletedAt;
}

/** The earliest instant at which time alone may flip a membership. */
export function nextDueOf(profile: Profile): number | undefined {
  const instants = Object.values(profile.dues);
  return instants.length === 0 ? undefined : Math.min(...instants);
}
