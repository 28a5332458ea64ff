import type { ObjectKind } from "../../shared/segmentation/record.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import type { Random } from "./random.ts";
import { presence } from "./random-attribute.ts";
import { aboutKind, aboutTime, aNumber, compare, type Test } from "./random-condition.ts";
import { behaviourNames, durations, strings } from "./random-words.ts";

const equality = ["=", "!="];
const order = ["<", ">", "<=", ">="];
const numeric = ["=", "!=", "<", ">", "<=", ">=", "between", "in", "notIn"];

/** A condition on one behaviour. */
export function behaviourCondition(anchors: ObjectKind, random: Random): Condition {
  const field = random.pick([
    "name",
    "name",
    "at",
    "at",
    "properties.course",
    "properties.score",
    "properties.due",
    "properties.passed",
  ]);
  const optional = field.startsWith("properties.");
  return {
    field,
    ...(random.chance(optional ? 0.1 : 0.02)
      ? { operator: random.pick(presence) }
      : random.chance(0.1)
        ? besidePart(field, random)
        : aboutPart(field, anchors, random)),
    ...(random.chance(optional ? 0.15 : 0.05) ? { includeMissing: true } : {}),
  };
}

function aboutPart(field: string, anchors: ObjectKind, random: Random): Test {
  switch (field) {
    case "name":
      return compare(random, ["=", "=", "in", "!=", "beginsWith"], aName);
    case "at":
      return aboutKind("datetime", strings, anchors, random);
    case "properties.due":
      return aboutTime(anchors, random);
    case "properties.passed":
      return compare(random, equality, (each) => each.chance(0.5));
    case "properties.score":
      return compare(random, [...order, ...equality], (each) => each.pick([0, 10, 50, 99]));
    default:
      return compare(random, equality, (each) => each.pick(["c-1", "c-2"]));
  }
}

/** Beside another field of the behaviour; an instant and a property only as instants. */
function besidePart(field: string, random: Random): Test {
  const properties = ["course", "score", "due", "passed"].map((name) => `properties.${name}`);
  const value = random.pick(properties.filter((name) => name !== field));
  const moments = ["before", "after"];
  const operator = random.pick(field === "at" ? moments : [...equality, ...order]);
  return { operator, value, valueSource: "field" };
}

function aName(random: Random): string {
  return random.pick(behaviourNames);
}

export function sequenceCondition(step: () => RuleGroup, random: Random): Condition {
  const steps = random.list(random.pick([2, 2, 3, 4]), step);
  const within = random.chance(0.6) ? { within: random.pick(durations) } : {};
  return {
    field: "behaviours",
    operator: random.pick(["sequence", "notSequence"]),
    value: { steps, ...within },
  };
}

/**
 * A condition on one value made of a list.
 * @param object of the related profiles in the list; undefined for behaviours.
 */
export function aggregateCondition(
  field: string,
  object: ObjectKind | undefined,
  nested: () => RuleGroup,
  anchors: ObjectKind,
  random: Random,
): Condition {
  const where = random.chance(0.6) ? { where: nested() } : {};
  if (random.chance(0.3)) {
    const test = random.chance(0.05)
      ? { operator: random.pick(presence) }
      : compare(random, numeric, (each) => each.below(4));
    return { field, ...test, aggregate: { function: "count", ...where } };
  }
  const [name, of, test] =
    object === undefined && random.chance(0.6)
      ? occurrence(anchors, random)
      : numberOf(object, random);
  return {
    field,
    ...(random.chance(0.1) ? { operator: random.pick(presence) } : test),
    aggregate: { function: name, of, ...where },
    ...(random.chance(0.2) ? { includeMissing: true } : {}),
  };
}

type Aggregated = readonly ["first" | "last" | "sum" | "min" | "max" | "average", string, Test];

function occurrence(anchors: ObjectKind, random: Random): Aggregated {
  const name = random.pick(["first", "last"] as const);
  const of = random.pick(["at", "at", "properties.course", "properties.score", "properties.due"]);
  return [name, of, aboutPart(of, anchors, random)];
}

function numberOf(object: ObjectKind | undefined, random: Random): Aggregated {
  const name = random.pick(["sum", "min", "max", "average"] as const);
  if (object === undefined) {
    const test = compare(random, numeric, (each) => each.pick([0, 50, 75, 100, 150]));
    return [name, random.pick(["properties.score", "properties.score", "properties.due"]), test];
  }
  const of = random.pick(["score", "bonus", "loose", ...(object === "contact" ? ["rank"] : [])]);
  return [name, of, compare(random, numeric, aNumber)];
}
