import type { ObjectKind } from "../../shared/segmentation/record.ts";
import type { Condition } from "../../shared/segmentation/rule.ts";
import type { Random } from "./random.ts";
import { randomInstant, textOf } from "./random-record.ts";
import {
  attributeKinds,
  behaviourNames,
  durations,
  type Kind,
  numbers,
  strings,
  unnormalised,
} from "./random-words.ts";

/** A condition without its field. */
export type Test = Partial<Condition>;
type Make = (random: Random) => unknown;

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
const lists = ["containsAny", "containsNone", "containsAll", "isExactly", "isNotExactly"];
const moments = ["before", "after", "on", "notOn"];
const units = ["day", "week", "month", "quarter", "year"];

/** One random operator and value, where `make` makes the values. */
export function compare(random: Random, operators: readonly string[], make: Make): Test {
  const operator = random.pick(operators);
  if (inclusion.includes(operator) || lists.includes(operator)) {
    const least = operator.endsWith("xactly") ? 0 : 1;
    return { operator, value: random.list(least + random.below(3), () => make(random)) };
  }
  if (!ranges.includes(operator)) return { operator, value: make(random) };
  const ends = [make(random), make(random)];
  const [low, high] = ends;
  return { operator, value: isAfter(low, high) ? [high, low] : ends };
}

function isAfter(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return a > b;
  const [first, second] = [String(a), String(b)];
  const instants = [Date.parse(first), Date.parse(second)] as const;
  if (/^\d{4}-/.test(first) && /^\d{4}-/.test(second)) return instants[0] > instants[1];
  return Buffer.compare(Buffer.from(first), Buffer.from(second)) > 0;
}

/** In UTC whatever the zone, so that the ends of ranges keep their order. */
function aTime(random: Random): string {
  const utc = new Date(randomInstant(random)).toISOString();
  return random.chance(0.3) ? utc.slice(0, 10) : utc;
}

function aMoment(random: Random): string {
  return random.chance(0.4) ? aTime(random).slice(0, 10) : textOf(randomInstant(random), random);
}

function pair(random: Random, name: string): string {
  return random.chance(0.5) ? name : `not${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** Beside other values of the profile that `object` says; see `Anchor`. */
function relative(object: ObjectKind, random: Random): Test {
  const of = random.chance(0.5)
    ? { behaviour: random.pick(behaviourNames), which: random.pick(["first", "last"]) }
    : random.pick(attributesOf(object, ["date", "datetime", "moments"]));
  const operator = pair(random, random.pick(["withinAfter", "withinBefore"]));
  return { operator, value: { duration: random.pick(durations), of } };
}

/** @param object whose values relative windows measure from. */
export function aboutTime(object: ObjectKind, random: Random): Test {
  switch (random.below(6)) {
    case 0:
    case 1: {
      const operator = pair(random, random.pick(["inLast", "inNext"]));
      return { operator, value: random.pick(durations) };
    }
    case 2: {
      const operator = pair(random, random.pick(["inCurrent", "inPrevious", "inFollowing"]));
      return { operator, value: random.pick(units) };
    }
    case 3:
      return relative(object, random);
    case 4:
      return compare(random, moments, aMoment);
    default: {
      const operator = pair(random, random.pick(["anniversaryInNext", "anniversaryInLast"]));
      return { operator, value: random.pick(durations) };
    }
  }
}

export function attributesOf(object: ObjectKind, kinds: readonly Kind[]): string[] {
  const all = Object.entries(attributeKinds[object]);
  return all.filter(([, kind]) => kinds.includes(kind)).map(([name]) => name);
}

function aboutAnything(object: ObjectKind, random: Random): Test {
  const kind = random.pick(["number", "boolean", "string", "strings", "moments"] as const);
  return aboutKind(kind, strings, object, random);
}

/** Normalising can turn the ends of a range round, so ranges stay with the plain strings. */
function aboutString(words: readonly string[], object: ObjectKind, random: Random): Test {
  const operators = [...equality, ...order, ...substrings, ...substrings, ...inclusion];
  const word: Make = () => random.pick(words);
  if (words !== strings) return compare(random, operators, word);
  if (random.chance(0.3)) return aboutTime(object, random);
  return compare(random, [...operators, ...ranges], word);
}

/** The operators that a field of this kind takes, with values drawn from the words. */
export function aboutKind(
  kind: Kind,
  words: readonly string[],
  object: ObjectKind,
  random: Random,
): Test {
  const word: Make = () => random.pick(words);
  switch (kind) {
    case "number":
      return compare(random, [...equality, ...order, ...inclusion, ...ranges], aNumber);
    case "boolean":
      return compare(random, [...equality, ...inclusion], (each) => each.chance(0.5));
    case "enum":
      return compare(random, [...equality, ...substrings, ...substrings, ...inclusion], word);
    case "string":
      return aboutString(words, object, random);
    case "strings":
      return compare(random, [...lists, ...lists, "contains", "doesNotContain"], word);
    case "date":
    case "datetime":
      return random.chance(0.7)
        ? aboutTime(object, random)
        : compare(random, [...equality, ...order, ...inclusion, ...ranges], aTime);
    case "moments":
      return aboutTime(object, random);
    case "anything":
    case "nothing":
      return aboutAnything(object, random);
  }
}

export function aNumber(random: Random): number {
  return random.pick(numbers);
}

/** The words that rules on this attribute use; of a normalised one also as admins write them. */
export function wordsOf(name: string): readonly string[] {
  return unnormalised[name] ?? strings;
}
