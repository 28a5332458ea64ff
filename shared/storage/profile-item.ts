import { z } from "zod";
import { AttributeValue, CorrelationIds, ObjectKind, Scalar } from "../contracts/change.ts";
import { Cause } from "../contracts/event.ts";
import { packOrdinals, unpackOrdinals } from "../profiles/pack-ordinals.ts";
import {
  type Filing,
  type HistoryEntry,
  nextDueOf,
  type Profile,
  type ProfileKey,
  type WriteNote,
} from "../profiles/profile.ts";
import { partitionOf } from "../profiles/profile-id.ts";
import { isLeaving, mayWait, taken } from "../profiles/unfiled.ts";
import { PermanentError } from "../runtime/errors.ts";
import { CarriedSchema } from "./carried-schema.ts";
import { HistoryEntrySchema } from "./history-entry.ts";
import { pack, unpack } from "./packing.ts";

const bytes = z.instanceof(Uint8Array);

/**
 * The item of a profile. pk `{workspace}#{object}#{partition}`, sk the profile's id, so
 * that a build reads whole partitions in order of id. `dueShard` and `dueAt` are the keys of
 * the sparse index of due instants: 64 shards, the workspace not in the key (law 4). `packed` is
 * the rest, deflated: what a write costs follows its size, and names repeat themselves.
 */
const Item = z.object({
  pk: z.string(),
  sk: z.string(),
  revision: z.number(),
  memberOf: bytes,
  announced: bytes,
  dueShard: z.string().exactOptional(),
  dueAt: z.number().exactOptional(),
  /** Absent from items of before there was packing: the item itself holds the rest. */
  packed: bytes.exactOptional(),
});
type ProfileItem = z.infer<typeof Item>;

const Foretold = z.object({ lead: z.string(), leavesAt: z.number() });

const Content = z.object({
  workspaceId: z.string(),
  object: ObjectKind,
  createdAt: z.number(),
  records: z.array(
    z.object({
      connectionId: z.string(),
      recordId: z.string(),
      seenAt: z.number(),
      deletedAt: z.number().exactOptional(),
      mergedAway: z.boolean().exactOptional(),
    }),
  ),
  cells: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ value: AttributeValue.nullable(), at: z.number(), rank: z.number() }),
    ),
  ),
  past: z
    .record(
      z.string(),
      z.array(
        z.object({
          connectionId: z.string(),
          at: z.number(),
          rank: z.number(),
          value: AttributeValue.nullable(),
          receivedAt: z.number(),
        }),
      ),
    )
    .default({}),
  behaviours: z.record(
    z.string(),
    z.array(
      z.object({
        key: z.string(),
        connectionId: z.string(),
        happenedAt: z.number(),
        receivedAt: z.number(),
        properties: z.record(z.string(), Scalar),
      }),
    ),
  ),
  associations: z.array(
    z.object({
      connectionId: z.string(),
      object: ObjectKind,
      recordId: z.string(),
      at: z.number(),
      removed: z.boolean(),
    }),
  ),
  carried: CarriedSchema.exactOptional(),
  contactsDigest: z.string().exactOptional(),
  claims: z.array(z.string()),
  duplicateOf: z.array(z.string()),
  apart: z
    .array(
      z.object({
        profileId: z.string(),
        records: z.array(z.object({ connectionId: z.string(), recordId: z.string() })),
        at: z.number(),
        by: z.string(),
        reason: z.string(),
      }),
    )
    .exactOptional(),
  erasedAt: z.number().exactOptional(),
  suppressed: z.object({ since: z.number(), cause: Cause }).exactOptional(),
  mergedInto: z.string().exactOptional(),
  mergedAt: z.number().exactOptional(),
  waiting: z.record(z.string(), z.object({ since: z.number(), cause: Cause })).default({}),
  foretold: z.record(z.string(), z.array(Foretold)).exactOptional(),
  dues: z.record(z.string(), z.number()),
  /** What earlier writes were told; where it is there, what this one was told waits as well. */
  unfiled: z.array(HistoryEntrySchema).exactOptional(),
  filing: z
    .object({ at: z.number(), key: z.string(), connectionId: z.string().exactOptional() })
    .exactOptional(),
  note: z.object({
    at: z.number(),
    history: z.array(HistoryEntrySchema),
    flips: z.array(
      z.object({
        ordinal: z.number(),
        kind: z.enum(["entered", "exited", "inherited", "handed-over"]),
        at: z.number(),
        cause: Cause,
      }),
    ),
    approaching: z.array(Foretold.extend({ ordinal: z.number(), at: z.number() })).exactOptional(),
    correlationIds: CorrelationIds.exactOptional(),
  }),
});
type ProfileContent = z.infer<typeof Content>;

export interface StoredProfile {
  readonly profile: Profile;
  readonly note: WriteNote;
}

export const dueShards: readonly string[] = Array.from(
  { length: 64 },
  (_, shard) => `due#${shard}`,
);

export function partitionKey(key: Omit<ProfileKey, "id">, partition: string): string {
  return `${key.workspaceId}#${key.object}#${partition}`;
}

export function profileItemKey(key: ProfileKey): { pk: string; sk: string } {
  return { pk: partitionKey(key, partitionOf(key.id)), sk: key.id };
}

/** The key of a profile from its item's key, as the due index gives it. */
export function profileKeyOf(item: { readonly pk: string; readonly sk: string }): ProfileKey {
  const [workspaceId, object] = item.pk.split("#");
  return { workspaceId: workspaceId ?? "", object: ObjectKind.parse(object), id: item.sk };
}

/** A number of entries that takes a few units to file, however much room an item has. */
const waitingAtMost = 64;
const kilobyte = 1_024;
const marginOfDeflate = 64;

/**
 * @param filesLater whether what was told may wait in the item for the history. It does as long as
 * the item begins no other KB by it, since DynamoDB bills a write by these; else all of it leaves
 * the item, and the stream, which shows what was there before, brings it to the history in one row.
 */
export function encodeProfile(
  profile: Profile,
  note: WriteNote,
  filesLater = false,
): Record<string, unknown> {
  const { id, memberOf, announced, revision, unfiled = [], filing, ...rest } = profile;
  const dueAt = nextDueOf(profile);
  const outside = {
    ...profileItemKey(profile),
    revision,
    memberOf: packOrdinals(memberOf),
    announced: packOrdinals(announced),
    ...(dueAt === undefined ? {} : { dueAt, dueShard: shardOf(id) }),
  };
  const news = note.history.filter(mayWait).length;
  const leaving = filing !== undefined && isLeaving(filing, note.at) ? { filing } : {};
  const without = () => {
    const isTold = news > 0 || profile.erasedAt !== undefined;
    const told = isTold ? {} : { ...leaving, ...filingOf(unfiled, note.at, profile) };
    return { ...outside, packed: pack({ ...rest, ...told, note }) };
  };
  const mayWaitOn = filesLater && unfiled.length + news <= waitingAtMost;
  if (!mayWaitOn || unfiled.length + news === 0) return without();
  const kept = { ...leaving, unfiled };
  const keeping = { ...outside, packed: pack({ ...rest, ...kept, note }) };
  const begun = kilobytesOf(itemSize(keeping));
  // Deflated, it adds no more than it is long: mostly that tells without deflating once more.
  const added = JSON.stringify(kept).length - emptyLength;
  if (added === 0 || kilobytesOf(itemSize(keeping) - added - marginOfDeflate) >= begun)
    return keeping;
  const filed = without();
  return kilobytesOf(itemSize(filed)) < begun ? filed : keeping;
}

const emptyLength = JSON.stringify({ unfiled: [] }).length;

/** Of what leaves an item without anything that the write itself was told: that would tell. */
function filingOf(
  leaving: readonly HistoryEntry[],
  at: number,
  { records }: Pick<Profile, "records">,
): { filing?: Filing } {
  const last = leaving.at(-1);
  if (last === undefined) return {};
  const { key, connectionId } = last;
  const isOne = records.every((each) => each.connectionId === connectionId);
  return { filing: { at, key, ...(isOne ? {} : { connectionId }) } };
}

function kilobytesOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / kilobyte));
}

/** As DynamoDB counts: names and values; a number two digits a byte, and one. */
function itemSize(item: Readonly<Record<string, string | number | Uint8Array>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + name.length + sizeOf(value), 0);
}

function sizeOf(value: string | number | Uint8Array): number {
  if (typeof value === "number") return Math.ceil(String(value).length / 2) + 1;
  return typeof value === "string" ? Buffer.byteLength(value) : value.length;
}

/** Reads an item or an image of the stream; throws a `PermanentError` for what is no profile. */
export function decodeProfile(item: unknown): StoredProfile {
  const { stored, content } = read(item);
  const { note, unfiled: _waiting, filing: _leaving, ...rest } = content;
  const profile: Profile = {
    ...rest,
    ...historyOn(content),
    revision: stored.revision,
    id: stored.sk,
    memberOf: unpackOrdinals(stored.memberOf),
    announced: unpackOrdinals(stored.announced),
  };
  return { profile, note };
}

/** Where what it was told waits, and what is on its way to the history. */
function historyOn(content: ProfileContent): Pick<Profile, "unfiled" | "filing"> {
  const { note, unfiled, filing } = content;
  const news = taken(note).filter(mayWait);
  const leaves = unfiled === undefined ? filingOf(news, note.at, content) : {};
  const waiting = unfiled === undefined ? [] : [...unfiled, ...news];
  return {
    ...(filing && { filing }),
    ...leaves,
    ...(waiting.length === 0 ? {} : { unfiled: waiting }),
  };
}

function read(item: unknown): { stored: ProfileItem; content: ProfileContent } {
  try {
    const stored = Item.parse(item);
    return { stored, content: Content.parse(contentOf(stored, item)) };
  } catch (cause) {
    throw new PermanentError("A stored profile cannot be read; see its item.", { cause });
  }
}

function contentOf({ packed }: ProfileItem, item: unknown): unknown {
  return packed === undefined ? item : unpack(packed);
}

function shardOf(profileId: string): string {
  return `due#${Number.parseInt(profileId.slice(-4), 16) % dueShards.length}`;
}
