import type { ObjectKind } from "../contracts/change.ts";
import type { Identity } from "../contracts/event.ts";
import { normaliseText } from "../segmentation/language/normalise.ts";
import type { Normalisation } from "../segmentation/record.ts";
import { uniteBehaviours } from "./behaviours.ts";
import { uniteCells } from "./cells.ts";
import { withoutDeparted } from "./departure.ts";
import { unitePasts } from "./past.ts";
import { type Cell, isLive, newProfile, type Profile } from "./profile.ts";
import { areApart } from "./split-profile.ts";
import { filingOfOwn } from "./unfiled.ts";

/** The attribute by which records of several sources find each other. */
const joinAttribute = { contact: "email", company: "domain" } as const;

/** Longer than any address (RFC 5321 §4.5.3.1) or domain; what is longer names nobody. */
const longestIdentity = 320;

/** The attribute that a workspace declared to be the key of its contacts or companies. */
export interface IdentityKey {
  readonly name: string;
  readonly normalise: Normalisation | undefined;
}

/**
 * What a profile should hold claims on: every source's key where one is declared, and e-mail or
 * domain, normalised.
 */
export function wantedClaims(profile: Profile, key?: IdentityKey): string[] {
  if (profile.mergedInto !== undefined) return [];
  if (profile.erasedAt !== undefined) return profile.claims.filter(isErasureMark);
  const claims = new Set<string>();
  for (const name of [joinAttribute[profile.object], ...(key === undefined ? [] : [key.name])])
    for (const { value } of cellsOf(profile, name))
      for (const claim of claimsNamed(profile.object, { [name]: value }, key)) claims.add(claim);
  return [...claims].sort();
}

function cellsOf({ cells }: Profile, name: string): Cell[] {
  return Object.hasOwn(cells, name) ? Object.values(cells[name] ?? {}) : [];
}

/** The claims that these values, by attribute, would give somebody. */
export function claimsNamed(
  object: ObjectKind,
  values: Readonly<Record<string, unknown>>,
  key?: IdentityKey,
): string[] {
  const kind = joinAttribute[object];
  const shared = nameOf(values[kind])?.toLowerCase();
  const own = key && Object.hasOwn(values, key.name) ? keyValue(values[key.name], key) : undefined;
  return [
    ...(shared === undefined ? [] : [claimOf(kind, shared)]),
    ...(own === undefined || key === undefined ? [] : [keyClaimOf(key, own)]),
  ];
}

function keyValue(value: unknown, { normalise }: IdentityKey): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  const plain = typeof text === "string" ? normaliseText(text, normalise ?? {}) : text;
  return nameOf(plain);
}

/** What names somebody: text that is neither blank nor longer than any name. */
function nameOf(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" || text.length > longestIdentity ? undefined : text;
}

export function claimOf(kind: "email" | "domain", value: string): string {
  return `${kind}:${value}`;
}

function keyClaimOf({ name }: IdentityKey, value: string): string {
  return `${keyPrefix}${name}:${value}`;
}

const keyPrefix = "key:";

/** The claim of a key, of a value as somebody writes it; undefined where it names nobody. */
export function keyClaim(key: IdentityKey, value: string): string | undefined {
  const normalised = keyValue(value, key);
  return normalised === undefined ? undefined : keyClaimOf(key, normalised);
}

export function isKeyClaim(claim: string): boolean {
  return claim.startsWith(keyPrefix);
}

const erasurePrefix = "erased:";

/** What an erased profile holds in the place of an identity: a keyed hash of it. */
export function erasureMark(hash: string): string {
  return `${erasurePrefix}${hash}`;
}

export function isErasureMark(claim: string): boolean {
  return claim.startsWith(erasurePrefix);
}

/** Both have keys, and none in common: then they are two, whatever else they share. */
export function differInKey(one: Profile, other: Profile, key: IdentityKey | undefined): boolean {
  if (key === undefined) return false;
  const keysOf = (profile: Profile) => new Set(wantedClaims(profile, key).filter(isKeyClaim));
  const [own, others] = [keysOf(one), keysOf(other)];
  return own.size > 0 && others.size > 0 && own.isDisjointFrom(others);
}

/** Whether two profiles stay two, whatever they share: duplicates in a source, or taken apart. */
export function areRivals(one: Profile, other: Profile): boolean {
  return shareASource(one, other) || areApart(one, other);
}

/** Two records of one source never join by e-mail: they are duplicates in that source. */
export function shareASource(one: Profile, other: Profile): boolean {
  const sources = new Set(one.records.filter(isLive).map((record) => record.connectionId));
  return other.records.some((record) => isLive(record) && sources.has(record.connectionId));
}

/** Where a source has several records of it, those come first that are still there: pushes go to the first. */
export function identitiesOf(profile: Profile): Identity[] {
  const records = profile.records
    .filter((record) => !record.mergedAway)
    .toSorted((one, other) => Number(isLive(other)) - Number(isLive(one)))
    .map(
      (record): Identity => ({
        connectionId: record.connectionId,
        kind: "record",
        id: record.recordId,
      }),
    );
  const kind = joinAttribute[profile.object];
  const claimed = Object.entries(profile.cells[kind] ?? {}).flatMap(
    ([connectionId, cell]): Identity[] =>
      typeof cell.value === "string"
        ? [{ connectionId, kind, id: cell.value.trim().toLowerCase() }]
        : [],
  );
  return [...records, ...claimed];
}

/**
 * The union of two profiles under the winner's key. Memberships are the winner's still:
 * the caller evaluates them again.
 */
export function unite(winner: Profile, loser: Profile, now: number): Profile {
  const known = new Set(winner.records.map((each) => `${each.connectionId}/${each.recordId}`));
  const gained = loser.records.filter(
    (each) => !known.has(`${each.connectionId}/${each.recordId}`),
  );
  const erasedAt = winner.erasedAt ?? loser.erasedAt;
  const cells = uniteCells(winner.cells, loser.cells);
  const { apart: _apart, ...own } = winner;
  return withoutDeparted({
    ...own,
    ...filingOfOwn(winner),
    createdAt: Math.min(winner.createdAt, loser.createdAt),
    records: [...winner.records, ...gained],
    cells,
    past: unitePasts(winner, loser, cells, now),
    behaviours: uniteBehaviours(winner.behaviours, loser.behaviours),
    associations: uniteAssociations(winner, loser),
    claims: [...new Set([...winner.claims, ...loser.claims])].sort(),
    duplicateOf: [...new Set([...winner.duplicateOf, ...loser.duplicateOf])].filter(
      (id) => id !== loser.id && id !== winner.id,
    ),
    ...(erasedAt === undefined
      ? uniteSeparations(winner, loser)
      : { erasedAt, records: [], cells: {}, past: {}, behaviours: {}, associations: [] }),
  });
}

/** What was taken out of either stays apart from both; of the two themselves it is a note of the past. */
function uniteSeparations(winner: Profile, loser: Profile): Pick<Profile, "apart"> {
  const apart = [...(winner.apart ?? []), ...(loser.apart ?? [])];
  return apart.length === 0 ? {} : { apart };
}

function uniteAssociations(winner: Profile, loser: Profile): Profile["associations"] {
  const newest = new Map<string, Profile["associations"][number]>();
  for (const each of [...winner.associations, ...loser.associations]) {
    const key = JSON.stringify([each.connectionId, each.object, each.recordId]);
    const known = newest.get(key);
    if (known === undefined || each.at > known.at || (each.at === known.at && !each.removed))
      newest.set(key, each);
  }
  return [...newest.values()];
}

/** What stays of the loser: a pointer, so that late events of its records find the winner. */
export function pointerTo(winner: Profile, loser: Profile, mergedAt: number): Profile {
  const { workspaceId, object, id, revision, createdAt } = loser;
  const key = { workspaceId, object, id };
  return { ...newProfile(key, createdAt), revision, mergedInto: winner.id, mergedAt };
}
