import { associatedIds, graphOf, heldTargets, idsAbove } from "./carried.ts";
import { visibleValues } from "./contribution.ts";
import type { CarriedCompany, Profile } from "./profile.ts";

/** What profiles of one kind carry of companies. */
export interface CompanyNeeds {
  /** Attributes of the companies they are associated with. */
  readonly direct: ReadonlySet<string>;
  /** Of those further up; undefined where no rule climbs. */
  readonly above: ReadonlySet<string> | undefined;
  /** Grows with them. */
  readonly revision: number;
}

/**
 * The records of a company through which others see a difference between two states of
 * it: all where something differs that they carry, else those that came or went.
 */
export function changedTargets(
  before: Profile | undefined,
  after: Profile,
  needs: CompanyNeeds,
): Set<string> {
  const had = before === undefined ? new Set<string>() : heldTargets(before);
  const has = heldTargets(after);
  const isSame = before !== undefined && contentOf(before, needs) === contentOf(after, needs);
  const all = [...new Set([...had, ...has])];
  return new Set(isSame ? all.filter((target) => had.has(target) !== has.has(target)) : all);
}

/** What is carried of a company: not its revision, so that circles come to rest. */
function contentOf(company: Profile, { direct, above }: CompanyNeeds): string {
  const own = visibleValues(company, direct);
  if (above === undefined) return JSON.stringify([own]);
  const graph = graphOf(company.carried);
  const parents = associatedIds(company.carried);
  const seen = idsAbove(graph, parents, company.id).sort();
  return JSON.stringify([own, parents, seen.map((id) => [id, part(graph.get(id), above)])]);
}

function part(company: CarriedCompany | undefined, names: ReadonlySet<string>): unknown {
  return [company?.parents, selected(company?.attributes ?? {}, names)];
}

/** The named values among these, by name. */
export function selected<Value>(
  values: Readonly<Record<string, Value>>,
  names: ReadonlySet<string>,
): Record<string, Value> {
  const found = Object.entries(values).filter(([name]) => names.has(name));
  return Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1)));
}
