import { attributeField, idField, type RelatedPath, relatedField } from "../segmentation/fields.ts";
import { associatedIds, graphOf, idsAbove } from "./carried.ts";
import type { Carried, CarriedCompany, Profile } from "./profile.ts";

/** The fields of related companies that differ between two states of a profile. */
export function changedRelated(before: Profile, after: Profile): Set<string> {
  const changed = new Set<string>();
  if (before.carried === after.carried) return changed;
  const { id } = after;
  if (after.object === "company") {
    const sights = [above(before.carried, id), above(after.carried, id)] as const;
    compare("ancestors", ...sights, changed);
    return changed;
  }
  compare("company", direct(before.carried), direct(after.carried), changed);
  compare("company.ancestors", aboveEach(before.carried), aboveEach(after.carried), changed);
  return changed;
}

/** Companies in sight on one path: in what order, and as what. */
interface Sight {
  readonly order: string;
  readonly companies: ReadonlyMap<string, CarriedCompany>;
}

function direct(carried: Carried | undefined): Sight {
  const ids = associatedIds(carried);
  return { order: ids.join(), companies: known(carried, ids) };
}

function above(carried: Carried | undefined, self: string): Sight {
  const ids = idsAbove(graphOf(carried), associatedIds(carried), self);
  return { order: ids.join(), companies: known(carried, ids) };
}

function aboveEach(carried: Carried | undefined): Sight {
  const graph = graphOf(carried);
  const lists = associatedIds(carried).map((id): [string, string[]] => [
    id,
    idsAbove(graph, graph.get(id)?.parents ?? [], id),
  ]);
  const ids = lists.flatMap(([, list]) => list);
  // Who has no company has none above it; one whose company has none above is still another.
  return { order: JSON.stringify(lists), companies: known(carried, ids) };
}

function known(
  carried: Carried | undefined,
  ids: readonly string[],
): ReadonlyMap<string, CarriedCompany> {
  return new Map(
    ids.flatMap((id): [string, CarriedCompany][] => {
      const company = carried?.companies[id];
      return company === undefined ? [] : [[id, company]];
    }),
  );
}

function compare(path: RelatedPath, before: Sight, after: Sight, changed: Set<string>): void {
  if (before.order !== after.order) changed.add(relatedField(path, idField));
  for (const [id, company] of after.companies) {
    const former = before.companies.get(id);
    if (former === undefined || former === company) continue;
    const names = new Set([...Object.keys(former.attributes), ...Object.keys(company.attributes)]);
    for (const name of names)
      if (JSON.stringify(former.attributes[name]) !== JSON.stringify(company.attributes[name]))
        changed.add(relatedField(path, attributeField(name)));
  }
}

const paths = /^(company\.ancestors|company|contacts|ancestors)\./;

/** What people know a related field by: `company.tier`, `contacts`; undefined for a field of its own. */
export function relatedName(field: string): string | undefined {
  const path = paths.exec(field)?.[1];
  if (path === undefined) return undefined;
  const prefix = `${path}.${attributeField("")}`;
  return field.startsWith(prefix) ? `${path}.${field.slice(prefix.length)}` : path;
}
