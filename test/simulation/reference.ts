import type { Person, Population } from "./populations.ts";
import type { TrueRecord, Value } from "./sources/truth.ts";

/** A record of a source, as the reference model reads the sources: by the connection's rank. */
interface Sourced {
  readonly key: string;
  readonly rank: number;
  readonly record: TrueRecord;
}

/** Somebody, by the records that stand for them. */
export interface KnownPerson extends Person {
  /** Sorted, such as `hubspot:101 partner:prm-3`. */
  readonly name: string;
  readonly keys: readonly string[];
}

interface Sources {
  /** By the name of the connection, the one of the lower rank first. */
  readonly hubspot: Iterable<TrueRecord>;
  readonly partner: Iterable<TrueRecord>;
}

/**
 * Who there is, from what the sources have: records with one e-mail address are one person; of
 * each attribute the value that was set last counts, of two at one instant the partner's.
 */
export function peopleOf({ hubspot, partner }: Sources): KnownPerson[] {
  const all = [...hubspot];
  const companies = new Map(
    all.filter(({ object }) => object === "company").map((company) => [company.id, company]),
  );
  const contacts: Sourced[] = [
    ...all
      .filter(({ object, state }) => object === "contact" && state === "live")
      .map((record) => ({ key: `hubspot:${record.id}`, rank: 1, record })),
    ...[...partner]
      .filter(({ state }) => state === "live")
      .map((record) => ({ key: `partner:${record.id}`, rank: 2, record })),
  ];
  const groups = Map.groupBy(contacts, ({ key, record }) => {
    const email = record.values.get("email")?.value;
    return typeof email === "string" ? email.toLowerCase() : key;
  });
  return [...groups.values()].map((group) => personOf(group, companies));
}

function personOf(group: readonly Sourced[], companies: ReadonlyMap<string, TrueRecord>) {
  const keys = group.map(({ key }) => key).sort();
  const associated = new Set(
    group.flatMap(({ record }) =>
      [...record.companies].flatMap(([id, { removed }]) => (removed ? [] : [id])),
    ),
  );
  return {
    name: keys.join(" "),
    keys,
    values: newestOf(group),
    behaviours: group.flatMap(({ record }) => [...record.behaviours.values()]),
    companies: [...associated].flatMap((id) => {
      const company = companies.get(id);
      return company?.state === "live" ? [newestOf([{ key: id, rank: 1, record: company }])] : [];
    }),
  };
}

/** A cleared value lets another source's show. */
function newestOf(group: readonly Sourced[]): ReadonlyMap<string, Value> {
  const newest = new Map<string, { value: Value; at: number; rank: number }>();
  for (const { record, rank } of group)
    for (const [name, { value, at }] of record.values) {
      const known = newest.get(name);
      const isNewer =
        known === undefined || at > known.at || (at === known.at && rank > known.rank);
      if (value !== null && isNewer) newest.set(name, { value, at, rank });
    }
  return new Map([...newest].map(([name, { value }]) => [name, value]));
}

/** A segment as the reference model needs it. */
export interface ReferenceSegment {
  readonly id: string;
  readonly population: Population;
}

/** The names of the people in each segment at an instant. */
export function membersOfAll(
  people: readonly KnownPerson[],
  segments: readonly ReferenceSegment[],
  now: number,
): Map<string, Set<string>> {
  const members = new Map(segments.map(({ id }) => [id, new Set<string>()]));
  for (const person of people) {
    const isIn = (id: string): boolean => {
      const segment = segments.find((each) => each.id === id);
      return segment !== undefined && segment.population.holds(person, now, isIn);
    };
    for (const { id } of segments) if (isIn(id)) members.get(id)?.add(person.name);
  }
  return members;
}
