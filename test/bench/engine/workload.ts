import type { AttributeType, Value } from "../../../shared/segmentation/record.ts";
import type { Rule, RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Random } from "../../segmentation/random.ts";
import {
  type AttributeMix,
  type BenchAttribute,
  benchAttributes,
  randomValue,
} from "./attributes.ts";
import { randomCondition, wideCondition } from "./conditions.ts";
import { Zipf } from "./zipf.ts";

type Attributes = readonly (readonly [string, Value])[];

/** One attribute of one record gets another value. */
export interface ChangeEvent {
  /** The attributes of the record before it. */
  readonly record: Attributes;
  readonly attribute: string;
  readonly value: Value;
}

export interface Workload {
  readonly name: string;
  readonly types: ReadonlyMap<string, AttributeType>;
  readonly rules: readonly RuleGroup[];
  readonly events: readonly ChangeEvent[];
}

export interface WorkloadSize {
  readonly segments: number;
  readonly events: number;
  readonly records: number;
}

interface Kind {
  readonly name: string;
  readonly mix: AttributeMix;
  readonly segment: (random: Random, attribute: () => BenchAttribute) => RuleGroup;
}

/**
 * 60 attributes (30 strings of 5–50 Zipf values, 10 numbers, 10 dates, 10 booleans), segments of
 * 2–5 conditions over Zipf-popular attributes, one changed attribute an event.
 */
const usual: Kind = {
  name: "60 attributes",
  mix: {
    counts: { string: 30, number: 10, date: 10, boolean: 10 },
    leastValues: 5,
    mostValues: 50,
  },
  segment: randomSegment,
};

/** Unkind to an index by value: few attributes and values, wide ranges, deep groups. */
const unkind: Kind = {
  name: "unkind: 6 attributes, wide ranges, deep groups",
  mix: { counts: { string: 2, number: 3, date: 1, boolean: 0 }, leastValues: 3, mostValues: 3 },
  segment: (random, attribute) => deepGroup(random, attribute, 4),
};

export const workloadKinds: readonly [Kind, Kind] = [usual, unkind];

export function makeWorkload(
  { name, mix, segment }: Kind,
  random: Random,
  { segments, events, records: recordCount }: WorkloadSize,
): Workload {
  const attributes = benchAttributes(random, mix);
  const popularity = new Zipf(attributes.length);
  const popular = () => attributes[popularity.rank(random)] ?? random.pick(attributes);
  const rules = random.list(segments, () => segment(random, popular));
  const records = random.list(recordCount, () => randomRecord(random, attributes));
  const changes = random.list(events, (): ChangeEvent => {
    const attribute = random.pick(attributes);
    const value = randomValue(random, attribute);
    return { record: random.pick(records), attribute: attribute.name, value };
  });
  const types = new Map(attributes.map((each) => [each.name, each.type]));
  return { name, types, rules, events: changes };
}

function randomRecord(random: Random, attributes: readonly BenchAttribute[]): Attributes {
  const present = attributes.filter(() => !random.chance(0.05));
  return present.map((attribute) => [attribute.name, randomValue(random, attribute)]);
}

/** Half of the segments hold one group within the other, of the other combinator. */
function randomSegment(random: Random, attribute: () => BenchAttribute): RuleGroup {
  const conditions = random.list(2 + random.below(4), () => randomCondition(random, attribute()));
  const outer = random.chance(0.7) ? "and" : "or";
  if (conditions.length < 3 || random.chance(0.5)) return { combinator: outer, rules: conditions };
  const inner = outer === "and" ? "or" : "and";
  const nested: RuleGroup = { combinator: inner, rules: conditions.slice(0, 2) };
  return { combinator: outer, rules: [nested, ...conditions.slice(2)] };
}

function deepGroup(random: Random, attribute: () => BenchAttribute, depth: number): RuleGroup {
  const members = random.list(
    2,
    (): Rule =>
      depth > 1 && random.chance(0.7)
        ? deepGroup(random, attribute, depth - 1)
        : wideCondition(random, attribute()),
  );
  return { combinator: depth % 2 === 0 ? "and" : "or", not: random.chance(0.2), rules: members };
}
