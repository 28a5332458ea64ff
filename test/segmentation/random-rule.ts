import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import type { Random } from "./random.ts";
import { behaviourNames, numbers, randomInstant, strings } from "./random-record.ts";

export const windows = ["P1D", "P7D", "P30D", "P1M", "P2M", "P1Y", "PT1H", "P1M1DT2H", "P1W"];
const equality = ["=", "!="];
const order = ["<", ">", "<=", ">="];
const inclusion = ["in", "notIn"];
const ranges = ["between", "notBetween"];
const substrings = [
  "contains",
  "beginsWith",
  "endsWith",
  "doesNotContain",
  "doesNotBeginWith",
  "doesNotEndWith",
];

type Make = (random: Random) => unknown;

/** One random condition's operator and value, for a field whose values `make` makes. */
function compare(random: Random, operators: readonly string[], make: Make): Partial<Condition> {
  const operator = random.pick(operators);
  if (inclusion.includes(operator)) {
    return { operator, value: random.list(1 + random.below(3), () => make(random)) };
  }
  if (!ranges.includes(operator)) return { operator, value: make(random) };
  const ends = [make(random), make(random)];
  const [low, high] = ends;
  const sorted = isAfter(low, high) ? [high, low] : ends;
  return { operator, value: sorted };
}

function isAfter(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return a > b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))) > 0;
}

const aString: Make = (random) => random.pick(strings);
const aNumber: Make = (random) => random.pick(numbers);
const aBoolean: Make = (random) => random.chance(0.5);
const aTime: Make = (random) => new Date(randomInstant(random)).toISOString();

function inWindow(random: Random): Partial<Condition> {
  return { operator: random.pick(["inLast", "notInLast"]), value: random.pick(windows) };
}

function aboutTime(random: Random): Partial<Condition> {
  if (random.chance(0.6)) return inWindow(random);
  return compare(random, [...equality, ...order, ...inclusion, ...ranges], aTime);
}

function aboutText(random: Random): Partial<Condition> {
  return compare(random, [...equality, ...substrings, ...inclusion], aString);
}

function aboutNumber(random: Random): Partial<Condition> {
  return compare(random, [...equality, ...order, ...inclusion, ...ranges], aNumber);
}

function aboutAnything(random: Random): Partial<Condition> {
  const kind = random.below(3);
  if (kind === 0) return aboutNumber(random);
  if (kind === 1) return compare(random, [...equality, ...inclusion], aBoolean);
  const operators = [...equality, ...order, ...substrings, ...inclusion, ...ranges];
  return compare(random, operators, aString);
}

const attributes: readonly [string, (random: Random) => Partial<Condition>][] = [
  ["score", aboutNumber],
  ["active", (random) => compare(random, [...equality, ...inclusion], aBoolean)],
  ["tier", aboutText],
  ["courses", (random) => compare(random, ["contains", "doesNotContain"], aString)],
  ["loose", aboutAnything],
  ["certifiedAt", aboutTime],
  ["lastLogin", aboutTime],
  ["signedAt", inWindow],
  ["nobodyHasIt", aboutAnything],
];

const parts: readonly [string, (random: Random) => Partial<Condition>][] = [
  ["name", (random) => compare(random, ["=", "in", "!="], (r) => r.pick(behaviourNames))],
  ["at", aboutTime],
  ["properties.course", (random) => compare(random, equality, (r) => r.pick(["c-1", "c-2"]))],
  ["properties.score", (random) => compare(random, order, (r) => r.pick([10, 50, 99]))],
];

function randomCondition(random: Random, fields: typeof attributes): Condition {
  const [field, about] = random.pick(fields);
  const presence = random.chance(0.1);
  return {
    field,
    ...(presence ? { operator: random.pick(["null", "notNull"]) } : about(random)),
    ...(random.chance(0.15) ? { includeMissing: true } : {}),
  };
}

function randomMatch(random: Random): Condition {
  const mode = random.pick(["all", "some", "none", "atLeast", "atMost", "exactly"] as const);
  const threshold = random.below(4);
  return {
    field: "behaviours",
    operator: "",
    match: { mode, threshold },
    value: randomGroup(random, 2, () => randomCondition(random, parts)),
  };
}

function randomGroup(random: Random, depth: number, leaf: () => Condition): RuleGroup {
  const members = random.list(1 + random.below(3), () =>
    depth > 1 && random.chance(0.3) ? randomGroup(random, depth - 1, leaf) : leaf(),
  );
  return {
    combinator: random.pick(["and", "or"] as const),
    ...(random.chance(0.25) ? { not: true } : {}),
    rules: members,
  };
}

export function randomRule(random: Random): RuleGroup {
  return randomGroup(random, 3, () =>
    random.chance(0.25) ? randomMatch(random) : randomCondition(random, attributes),
  );
}
