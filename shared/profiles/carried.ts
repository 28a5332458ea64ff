import type { AttributeValue } from "../contracts/change.ts";
import { isAlive, isLive, type Profile } from "./profile.ts";
import { profileIdOf } from "./profile-id.ts";

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

/** Longer chains are cut. */
const deepest = 64;

/** The records of companies a living profile is associated with, by the profile ids derived from them. */
export function companyTargets(profile: Profile): Set<string> {
  if (!isAlive(profile)) return new Set();
  const standing = profile.associations.filter(
    (each) => !each.removed && each.object === "company",
  );
  return new Set(standing.map((each) => targetOf(profile.workspaceId, each)));
}

export function targetOf(
  workspaceId: string,
  record: { readonly connectionId: string; readonly recordId: string },
): string {
  return profileIdOf(workspaceId, "company", record.connectionId, record.recordId);
}

/**
 * The records by which associations find this company. One that its source merged into
 * another still leads here; one that its source deleted leads nowhere.
 */
export function heldTargets(company: Profile): Set<string> {
  if (!isAlive(company)) return new Set();
  const held = company.records.filter((each) => each.mergedAway === true || isLive(each));
  return new Set(held.map((each) => targetOf(company.workspaceId, each)));
}

/** The ids of the companies a profile is associated with, sorted. */
export function associatedIds(carried: Carried | undefined): string[] {
  const held = Object.values(carried?.links ?? {}).filter((each) => each.holds);
  return [...new Set(held.map((each) => each.companyId))].sort();
}

type Graph = ReadonlyMap<string, Pick<CarriedCompany, "parents">>;

/** All companies above, nearest first, each once, never the one asked about. */
export function idsAbove(graph: Graph, parents: readonly string[], self: string): string[] {
  const found: string[] = [];
  const seen = new Set([self]);
  let level = parents;
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const id of level) {
      const company = graph.get(id);
      if (seen.has(id) || company === undefined) continue;
      seen.add(id);
      found.push(id);
      next.push(...company.parents);
    }
    level = next;
  }
  return found;
}

export function graphOf(carried: Carried | undefined): ReadonlyMap<string, CarriedCompany> {
  return new Map(Object.entries(carried?.companies ?? {}));
}
