import { isDeepStrictEqual } from "node:util";
import { associatedIds, companyTargets, heldTargets, idsAbove } from "../profiles/carried.ts";
import { type CompanyNeeds, selected } from "../profiles/company-content.ts";
import { visibleValues } from "../profiles/contribution.ts";
import type { Carried, CarriedCompany, CarriedLink, Profile } from "../profiles/profile.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";
import type { ReadCompanies } from "./company-reader.ts";
import { companyNeeds } from "./related-needs.ts";

/**
 * The profile with what rules read of its companies: looked up where an association is new,
 * where rules read more than is carried, or where it is asked for. The same profile where
 * nothing differs; a newer revision of a company counts as a difference, so that a decision
 * made with the older one cannot be written afterwards.
 */
export async function carry(
  reader: ReadCompanies,
  root: IndexRoot,
  profile: Profile,
  refresh: boolean,
): Promise<Profile> {
  const needs = companyNeeds(root, profile.object);
  if (needs === undefined || companyTargets(profile).size === 0)
    return withCarried(profile, undefined);
  const targets = companiesToRead(root, profile, refresh);
  if (targets.size === 0) return profile;
  const found = await present(reader, profile, targets);
  const links = linksOf(targets, found);
  const graph = new CompanyGraph(reader, root, needs);
  await graph.enter([...found.values()]);
  const carried = { needs: needs.revision, links, companies: graph.around(profile, links) };
  return withCarried(profile, carried);
}

/** The companies that `carry` will ask for. */
export function companiesToRead(root: IndexRoot, profile: Profile, refresh: boolean): Set<string> {
  const needs = companyNeeds(root, profile.object);
  const targets = companyTargets(profile);
  const isKnown = !refresh && isComplete(profile.carried, targets, needs?.revision ?? 0);
  return needs === undefined || isKnown ? new Set() : targets;
}

function isComplete(
  carried: Carried | undefined,
  targets: ReadonlySet<string>,
  needs: number,
): boolean {
  if (carried === undefined || carried.needs < needs) return false;
  const known = Object.keys(carried.links);
  return known.length === targets.size && known.every((target) => targets.has(target));
}

/** Somebody else may have refreshed the profile after this reader read the company. */
async function present(
  reader: ReadCompanies,
  { workspaceId, carried }: Profile,
  targets: ReadonlySet<string>,
): Promise<Map<string, Profile>> {
  const found = await reader.companies(workspaceId, targets);
  const known = carried?.links ?? {};
  const isOlder = [...targets].some(
    (target) => (known[target]?.revision ?? 0) > (found.get(target)?.revision ?? 0),
  );
  if (!isOlder) return found;
  reader.forget();
  return reader.companies(workspaceId, targets);
}

function linksOf(
  targets: ReadonlySet<string>,
  found: ReadonlyMap<string, Profile>,
): Record<string, CarriedLink> {
  return Object.fromEntries(
    [...targets].map((target): [string, CarriedLink] => {
      const company = found.get(target);
      const holds = company !== undefined && heldTargets(company).has(target);
      return [
        target,
        { companyId: company?.id ?? target, revision: company?.revision ?? 0, holds },
      ];
    }),
  );
}

function withCarried(profile: Profile, carried: Carried | undefined): Profile {
  if (isDeepStrictEqual(profile.carried, carried)) return profile;
  const { carried: _former, ...rest } = profile;
  return carried === undefined ? rest : { ...rest, carried };
}

interface KnownCompany {
  readonly revision: number;
  readonly parents: readonly string[];
  readonly attributes: (names: ReadonlySet<string>) => CarriedCompany["attributes"];
}

/** Companies and those above them: as read, or as the read ones carry them. */
class CompanyGraph {
  readonly #reader: ReadCompanies;
  readonly #needs: CompanyNeeds;
  /** What a company must carry to be believed about those above it. */
  readonly #climbing: number;
  readonly #known = new Map<string, KnownCompany>();
  readonly #entered = new Set<string>();

  constructor(reader: ReadCompanies, root: IndexRoot, needs: CompanyNeeds) {
    this.#reader = reader;
    this.#needs = needs;
    this.#climbing = companyNeeds(root, "company")?.revision ?? 0;
  }

  /** Takes companies in, and where rules climb those above them; reads only what nobody carries. */
  async enter(companies: readonly Profile[]): Promise<void> {
    for (let level = companies; level.length > 0; ) {
      const unread: Profile[] = [];
      for (const company of level) {
        if (this.#entered.has(company.id)) continue;
        this.#entered.add(company.id);
        const targets = companyTargets(company);
        const isCarried = isComplete(company.carried, targets, this.#climbing);
        const parents = this.#needs.above === undefined ? [] : associatedIds(company.carried);
        this.#known.set(company.id, knownAs(company, parents));
        if (this.#needs.above === undefined || targets.size === 0) continue;
        if (isCarried) this.#addAll(company.carried);
        else unread.push(company);
      }
      level = await this.#parentsOf(unread);
    }
  }

  /** Of companies that do not carry those above them: the parents, read. */
  async #parentsOf(companies: readonly Profile[]): Promise<Profile[]> {
    const [first] = companies;
    if (first === undefined) return [];
    const targets = companies.flatMap((company) => [...companyTargets(company)]);
    const found = await this.#reader.companies(first.workspaceId, targets);
    const parents: Profile[] = [];
    for (const company of companies) {
      const links = linksOf(companyTargets(company), found);
      const ids = associatedIds({ needs: 0, links, companies: {} });
      this.#known.set(company.id, knownAs(company, ids));
      parents.push(...[...found.values()].filter((each) => ids.includes(each.id)));
    }
    return parents;
  }

  /** What the profile carries of them. */
  around(profile: Profile, links: Carried["links"]): Carried["companies"] {
    const { direct, above } = this.#needs;
    const associated = associatedIds({ needs: 0, links, companies: {} });
    const climbed = above === undefined ? [] : this.#idsAbove(profile, associated);
    const carried: Record<string, CarriedCompany> = {};
    for (const id of new Set([...associated, ...climbed])) {
      const company = this.#known.get(id);
      if (company === undefined || id === profile.id) continue;
      const names = new Set([
        ...(associated.includes(id) ? direct : []),
        ...(climbed.includes(id) ? (above ?? []) : []),
      ]);
      const { revision, parents } = company;
      carried[id] = { revision, parents, attributes: company.attributes(names) };
    }
    return carried;
  }

  #idsAbove({ object, id: self }: Profile, associated: readonly string[]): string[] {
    if (object === "company") return idsAbove(this.#known, associated, self);
    return associated.flatMap((id) =>
      idsAbove(this.#known, this.#known.get(id)?.parents ?? [], id),
    );
  }

  /** Of several accounts of one company the newest counts; what was read itself counts more. */
  #addAll(carried: Carried | undefined): void {
    for (const [id, { attributes, ...company }] of Object.entries(carried?.companies ?? {})) {
      const former = this.#known.get(id);
      if (this.#entered.has(id) || (former?.revision ?? -1) >= company.revision) continue;
      this.#known.set(id, { ...company, attributes: (names) => selected(attributes, names) });
    }
  }
}

function knownAs(company: Profile, parents: readonly string[]): KnownCompany {
  const { revision } = company;
  return { revision, parents, attributes: (names) => visibleValues(company, names) };
}
