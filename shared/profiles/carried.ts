import { type Carried, type CarriedCompany, isAlive, isLive, type Profile } from "./profile.ts";
import { profileIdOf } from "./profile-id.ts";

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
