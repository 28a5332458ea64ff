import type { AttributeType, Value } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Random } from "../../segmentation/random.ts";
import { type BenchAttribute, benchAttributes, randomValue } from "./attributes.ts";
import { randomCondition } from "./conditions.ts";
import { Zipf } from "./zipf.ts";

/** One attribute of one record gets another value. */
export interface ChangeEvent {
  readonly record: number;
  readonly attribute: string;
  readonly value: Value;
}

export interface Workload {
  readonly types: ReadonlyMap<string, AttributeType>;
  readonly rules: readonly RuleGroup[];
  /** Attributes of the records that the events touch, by the record's number. */
  readonly records: ReadonlyMap<number, ReadonlyMap<string, Value>>;
  readonly events: readonly ChangeEvent[];
}

export interface WorkloadSize {
  readonly segments: number;
  readonly events: number;
  readonly records: number;
}

/**
 * 60 attributes (30 strings of 5–50 Zipf values, 10 numbers, 10 dates, 10 booleans), segments of
 * 2–5 conditions over Zipf-popular attributes, one changed attribute an event.
 */
export function makeWorkload(
  random: Random,
  { segments, events, records }: WorkloadSize,
): Workload {
  const attributes = benchAttributes(random);
  const popularity = new Zipf(attributes.length);
  const rules = random.list(segments, () => randomSegment(random, attributes, popularity));
  const touched = new Map<number, ReadonlyMap<string, Value>>();
  const changes = random.list(events, (): ChangeEvent => {
    const record = random.below(records);
    if (!touched.has(record)) touched.set(record, randomRecord(random, attributes));
    const attribute = random.pick(attributes);
    return { record, attribute: attribute.name, value: randomValue(random, attribute) };
  });
  const types = new Map(attributes.map(({ name, type }) => [name, type]));
  return { types, rules, records: touched, events: changes };
}

function randomRecord(random: Random, attributes: readonly BenchAttribute[]): Map<string, Value> {
  const record = new Map<string, Value>();
  for (const attribute of attributes)
    if (!random.chance(0.05)) record.set(attribute.name, randomValue(random, attribute));
  return record;
}

/** Half of the segments hold one group within the other, of the other combinator. */
function randomSegment(
  random: Random,
  attributes: readonly BenchAttribute[],
  popularity: Zipf,
): RuleGroup {
  const conditions = random.list(2 + random.below(4), () =>
    randomCondition(random, attributes[popularity.rank(random)] ?? random.pick(attributes)),
  );
  const outer = random.chance(0.7) ? "and" : "or";
  if (conditions.length < 3 || random.chance(0.5)) return { combinator: outer, rules: conditions };
  const inner = outer === "and" ? "or" : "and";
  const nested: RuleGroup = { combinator: inner, rules: conditions.slice(0, 2) };
  return { combinator: outer, rules: [nested, ...conditions.slice(2)] };
}
