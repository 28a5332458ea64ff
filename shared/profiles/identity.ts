import type { Identity } from "../contracts/event.ts";
import { uniteBehaviours } from "./behaviours.ts";
import { uniteCells } from "./cells.ts";
import { unitePasts } from "./past.ts";
import { isLive, newProfile, type Profile } from "./profile.ts";

/** The attribute by which records of several sources find each other. */
const joinAttribute = { contact: "email", company: "domain" } as const;

/** Longer than any address (RFC 5321 §4.5.3.1) or domain; what is longer names nobody. */
const longestIdentity = 320;

/** What a profile should hold claims on: every source's e-mail or domain, normalised. */
export function wantedClaims(profile: Profile): string[] {
  if (profile.erasedAt !== undefined || profile.mergedInto !== undefined) return [];
  const kind = joinAttribute[profile.object];
  const claims = new Set<string>();
  for (const cell of Object.values(profile.cells[kind] ?? {})) {
    if (typeof cell.value !== "string") continue;
    const normalised = cell.value.trim().toLowerCase();
    if (normalised !== "" && normalised.length <= longestIdentity)
      claims.add(claimOf(kind, normalised));
  }
  return [...claims].sort();
}

export function claimOf(kind: "email" | "domain", value: string): string {
  return `${kind}:${value}`;
}

/** Two records of one source never join by e-mail: they are duplicates in that source. */
export function shareASource(one: Profile, other: Profile): boolean {
  const sources = new Set(one.records.filter(isLive).map((record) => record.connectionId));
  return other.records.some((record) => isLive(record) && sources.has(record.connectionId));
}

export function identitiesOf(profile: Profile): Identity[] {
  const records = profile.records
    .filter((record) => !record.mergedAway)
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
  return {
    ...winner,
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
      ? {}
      : { erasedAt, cells: {}, past: {}, behaviours: {}, associations: [] }),
  };
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
export function pointerTo(winner: Profile, loser: Profile): Profile {
  const { workspaceId, object, id, revision, createdAt } = loser;
  return { ...newProfile({ workspaceId, object, id }, createdAt), revision, mergedInto: winner.id };
}
