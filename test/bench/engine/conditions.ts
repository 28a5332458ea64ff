import type { Value } from "../../../shared/segmentation/record.ts";
import type { Condition } from "../../../shared/segmentation/rule.ts";
import type { Random } from "../../segmentation/random.ts";
import { type BenchAttribute, randomValue } from "./attributes.ts";

const windows = ["P7D", "P30D", "P90D", "P1Y"];

/** A condition as people write them: mostly equality on strings, ranges on numbers, windows on dates. */
export function randomCondition(random: Random, attribute: BenchAttribute): Condition {
  const { name: field, type } = attribute;
  if (random.chance(0.05)) return { field, operator: random.pick(["null", "notNull"]) };
  switch (type) {
    case "string":
      return { field, ...aboutString(random, attribute) };
    case "number":
      return { field, ...aboutNumber(random, attribute) };
    case "date":
      return { field, ...aboutDate(random, attribute) };
    case "boolean":
      return { field, operator: "=", value: random.chance(0.5) };
  }
}

/** Ranges that hold for most of the records, for the workload unkind to an index. */
export function wideCondition(random: Random, attribute: BenchAttribute): Condition {
  const { name: field, type } = attribute;
  switch (type) {
    case "string":
    case "boolean":
      return { field, operator: random.pick(["=", "!="]), value: randomValue(random, attribute) };
    case "number": {
      const low = random.below(400);
      return { field, operator: "between", value: [low, low + 300 + random.below(300)] };
    }
    case "date":
      return { field, operator: random.pick(["inLast", "notInLast"]), value: random.pick(windows) };
  }
}

interface Comparison {
  readonly operator: string;
  readonly value: Value | readonly Value[];
}

function aboutString(random: Random, attribute: BenchAttribute): Comparison {
  const value = randomValue(random, attribute);
  const kind = random.next();
  if (kind < 0.6) return { operator: "=", value };
  if (kind < 0.7) return { operator: "!=", value };
  if (kind < 0.75) return { operator: "beginsWith", value };
  const values = random.list(2 + random.below(3), () => randomValue(random, attribute));
  return { operator: kind < 0.95 ? "in" : "notIn", value: values };
}

function aboutNumber(random: Random, attribute: BenchAttribute): Comparison {
  const low = random.below(900);
  if (random.chance(0.3)) return { operator: "between", value: [low, low + random.below(100)] };
  return { operator: random.pick(["<", ">=", ">", "<="]), value: randomValue(random, attribute) };
}

function aboutDate(random: Random, attribute: BenchAttribute): Comparison {
  if (random.chance(0.5)) return { operator: "inLast", value: random.pick(windows) };
  return { operator: random.pick(["<", ">="]), value: randomValue(random, attribute) };
}
