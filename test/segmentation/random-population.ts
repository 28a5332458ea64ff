import type { ObjectKind, SegmentationRecord } from "../../shared/segmentation/record.ts";
import type { Random } from "./random.ts";
import { randomProfile } from "./random-record.ts";

/** From one profile to another, by id. */
export interface Association {
  readonly from: string;
  readonly to: string;
}

/** Contacts and companies with the associations between them, and what a rule sees of each. */
export interface Population {
  /** Without related profiles. */
  readonly profiles: Readonly<Record<ObjectKind, readonly SegmentationRecord[]>>;
  /** From contacts to their companies. */
  readonly employments: readonly Association[];
  /** From companies to those above them: cycles, several parents and loops included. */
  readonly parents: readonly Association[];
  /** With related profiles. */
  readonly records: Readonly<Record<ObjectKind, readonly SegmentationRecord[]>>;
}

export function randomPopulation(
  sizes: Readonly<Record<ObjectKind, number>>,
  random: Random,
): Population {
  const contacts = numbered("contact", sizes.contact, random);
  const companies = numbered("company", sizes.company, random);
  const employments = associations(contacts, companies, [0, 1, 1, 1, 2, 3], random);
  const parents = associations(companies, companies, [0, 0, 1, 1, 1, 2], random);
  return {
    profiles: { contact: contacts, company: companies },
    employments,
    parents,
    records: related(contacts, companies, employments, parents),
  };
}

function numbered(object: ObjectKind, size: number, random: Random): SegmentationRecord[] {
  return Array.from({ length: size }, (_, at) => randomProfile(`${object}-${at}`, object, random));
}

function associations(
  from: readonly SegmentationRecord[],
  to: readonly SegmentationRecord[],
  counts: readonly number[],
  random: Random,
): Association[] {
  return from.flatMap(({ id }) => {
    const targets = new Set(random.list(random.pick(counts), () => random.pick(to).id));
    return [...targets].map((target) => ({ from: id, to: target }));
  });
}

function related(
  contacts: readonly SegmentationRecord[],
  companies: readonly SegmentationRecord[],
  employments: readonly Association[],
  parents: readonly Association[],
): Population["records"] {
  const companyById = new Map(companies.map((company) => [company.id, company]));
  const contactById = new Map(contacts.map((contact) => [contact.id, contact]));
  const withAncestors = (company: SegmentationRecord): SegmentationRecord => ({
    ...company,
    ancestors: found(companyById, idsAbove(company.id, parents)),
  });
  const companiesOf = ({ id }: SegmentationRecord) =>
    employments.filter(({ from }) => from === id).map(({ to }) => to);
  const contactsOf = ({ id }: SegmentationRecord) =>
    employments.filter(({ to }) => to === id).map(({ from }) => from);
  return {
    contact: contacts.map((contact) => ({
      ...contact,
      companies: found(companyById, companiesOf(contact)).map(withAncestors),
    })),
    company: companies.map((company) => ({
      ...withAncestors(company),
      contacts: found(contactById, contactsOf(company)),
    })),
  };
}

function found(
  byId: ReadonlyMap<string, SegmentationRecord>,
  ids: readonly string[],
): SegmentationRecord[] {
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** All companies above one, the nearest first, without the company itself. */
function idsAbove(id: string, parents: readonly Association[]): string[] {
  const reached = new Set([id]);
  for (const below of reached) {
    for (const { from, to } of parents) if (from === below) reached.add(to);
  }
  return [...reached].slice(1);
}
