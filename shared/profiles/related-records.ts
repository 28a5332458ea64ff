import type { AttributeValue } from "../contracts/change.ts";
import type {
  AttributeDeclarations,
  Behaviour,
  RuleContext,
  SegmentationRecord,
  Value,
} from "../segmentation/record.ts";
import { associatedIds, graphOf, idsAbove } from "./carried.ts";
import type { Contribution } from "./contribution.ts";
import type { CarriedCompany, Profile } from "./profile.ts";
import { typed } from "./record-of.ts";

export type RelatedRecords = Pick<SegmentationRecord, "companies" | "contacts" | "ancestors">;

/** A contact as one of its companies sees it. */
export interface ContactOfCompany extends Contribution {
  readonly id: string;
}

/** What rules see around a profile: what it carries, and of a company the contacts that were read. */
export function relatedRecords(
  profile: Profile,
  attributes: RuleContext["attributes"],
  contacts: readonly ContactOfCompany[] = [],
): RelatedRecords {
  const graph = graphOf(profile.carried);
  const direct = associatedIds(profile.carried);
  const above = (parents: readonly string[], self: string): SegmentationRecord[] =>
    idsAbove(graph, parents, self).map((id) => companyRecord(id, graph.get(id), attributes));
  if (profile.object === "company")
    return {
      ancestors: above(direct, profile.id),
      contacts: contacts.map((each) => contactRecord(each, attributes.contact)),
    };
  return {
    companies: direct.map((id) => ({
      ...companyRecord(id, graph.get(id), attributes),
      ancestors: above(graph.get(id)?.parents ?? [], id),
    })),
  };
}

function companyRecord(
  id: string,
  company: CarriedCompany | undefined,
  { company: types }: RuleContext["attributes"],
): SegmentationRecord {
  const attributes = typedValues(company?.attributes ?? {}, types);
  return { id, attributes, behaviours: new Map() };
}

function contactRecord(
  { id, attributes, behaviours }: ContactOfCompany,
  types: AttributeDeclarations,
): SegmentationRecord {
  const byName = new Map<string, Behaviour[]>();
  for (const each of behaviours) {
    const known = byName.get(each.name);
    if (known === undefined) byName.set(each.name, [each]);
    else known.push(each);
  }
  return { id, attributes: typedValues(attributes, types), behaviours: byName };
}

function typedValues(
  values: Readonly<Record<string, AttributeValue>>,
  types: AttributeDeclarations,
): Map<string, Value> {
  const attributes = new Map<string, Value>();
  for (const [name, value] of Object.entries(values)) {
    const read = typed(value, types.get(name));
    if (read !== undefined) attributes.set(name, read);
  }
  return attributes;
}
