import type { Scalar } from "../record.ts";
import { type Likeness, likeness, spellingKey } from "./likeness.ts";

/** A value and the profiles that have it. */
export interface CountedValue {
  readonly value: string;
  readonly count: number;
}

/** What seems to be another way of writing a value. */
export interface Variant extends CountedValue, Likeness {}

export interface NearValues {
  /** The spelling that most profiles have. */
  readonly canonical: CountedValue;
  readonly variants: readonly Variant[];
}

interface Spellings {
  readonly key: string;
  readonly leader: CountedValue;
  readonly others: readonly CountedValue[];
  readonly total: number;
}

/** Each value is compared with those that are more frequent. */
const mostCompared = 500;

/**
 * Texts that seem to be one value written in several ways. A value is only ever joined with a
 * more frequent one that it is itself like, never by a chain: "EMEA" and "EMEA2" stay apart
 * whatever lies between them.
 */
export function nearValues(values: ReadonlyMap<Scalar, number>): NearValues[] {
  const groups = spellingsOf(values).slice(0, mostCompared);
  const found: { leader: Spellings; variants: Variant[] }[] = [];
  for (const group of groups) {
    const best = closest(group, found, groups);
    if (best === undefined) found.push({ leader: group, variants: alike(group) });
    else
      best.found.variants.push(
        ...[group.leader, ...group.others].map((each) => ({ ...each, ...best.likeness })),
      );
  }
  return found
    .filter(({ variants }) => variants.length > 0)
    .map(({ leader, variants }) => ({ canonical: leader.leader, variants }));
}

/** The value that one which nobody has seems to be written for, if there is one. */
export function closestValue(
  value: string,
  values: ReadonlyMap<Scalar, number>,
): CountedValue | undefined {
  const groups = spellingsOf(values);
  const wanted = { key: spellingKey(value), total: 0 };
  const alike = groups.find(({ key }) => key === wanted.key);
  const compared = groups.slice(0, mostCompared).map((leader) => ({ leader }));
  return (alike ?? closest(wanted, compared, groups)?.found.leader)?.leader;
}

/** Spellings that differ in case, spaces and signs only. */
function alike({ others }: Spellings): Variant[] {
  const likeness = { confidence: 1, because: "case, spaces or signs" } as const;
  return others.map((each) => ({ ...each, ...likeness }));
}

function closest<Found extends { leader: Spellings }>(
  group: Pick<Spellings, "key" | "total">,
  found: readonly Found[],
  all: readonly Spellings[],
): { found: Found; likeness: Likeness } | undefined {
  let best: { found: Found; likeness: Likeness } | undefined;
  const keys = all.map(({ key }) => key);
  for (const each of found) {
    const found = likeness(group, each.leader, keys);
    if (found !== undefined && found.confidence > (best?.likeness.confidence ?? 0))
      best = { found: each, likeness: found };
  }
  return best;
}

/** The most frequent first. */
function spellingsOf(values: ReadonlyMap<Scalar, number>): Spellings[] {
  const counted = [...values].flatMap(([value, count]) =>
    typeof value === "string" ? [{ value, count }] : [],
  );
  const byKey = Map.groupBy(counted, ({ value }) => spellingKey(value));
  byKey.delete("");
  return [...byKey]
    .flatMap(([key, spellings]) => {
      const [leader, ...others] = spellings.toSorted(byRank);
      const total = spellings.reduce((sum, { count }) => sum + count, 0);
      return leader === undefined ? [] : [{ key, leader, others, total }];
    })
    .toSorted((one, other) => other.total - one.total || byText(one.key, other.key));
}

/** The more frequent first; of equally frequent ones the one without spaces around it. */
function byRank(one: CountedValue, other: CountedValue): number {
  const spaces = ({ value }: CountedValue): number => value.length - value.trim().length;
  return other.count - one.count || spaces(one) - spaces(other) || byText(one.value, other.value);
}

function byText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
