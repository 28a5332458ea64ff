import type { ObjectKind } from "../../shared/segmentation/record.ts";
import type { Condition } from "../../shared/segmentation/rule.ts";
import type { Random } from "./random.ts";
import { aboutKind, attributesOf, type Test, wordsOf } from "./random-condition.ts";
import { randomInstant, textOf } from "./random-record.ts";
import {
  attributeKinds,
  durations,
  type Kind,
  normalisations,
  numbers,
  remembered,
  segmentIds,
} from "./random-words.ts";

export const presence = ["null", "notNull"];
const temporal: readonly Kind[] = ["date", "datetime"];
const undeclared: readonly Kind[] = ["anything", "moments", "nothing"];

/**
 * A condition on an attribute, on any one if none is named.
 * @param anchors whose values relative windows measure from.
 */
export function attributeCondition(
  object: ObjectKind,
  anchors: ObjectKind,
  random: Random,
  field = random.pick(Object.keys(attributeKinds[object])),
): Condition {
  const kind = attributeKinds[object][field] ?? "nothing";
  const test =
    kind !== "strings" && random.chance(0.12)
      ? besideField(field, kind, object, random)
      : aboutKind(kind, wordsOf(field), anchors, random);
  const fallbacks = attributesLike(field, kind, object);
  return {
    field,
    ...(random.chance(0.08) ? { operator: random.pick(presence) } : test),
    ...(fallbacks.length > 0 && random.chance(0.12)
      ? { coalesce: [...new Set(random.list(1 + random.below(2), () => random.pick(fallbacks)))] }
      : {}),
    ...(random.chance(0.15) ? { includeMissing: true } : {}),
  };
}

/** Beside another attribute: as instants, or exactly where both are alike or one is undeclared. */
function besideField(field: string, kind: Kind, object: ObjectKind, random: Random): Test {
  const beside = (operators: readonly string[], kinds: readonly Kind[]): Test => {
    const value = random.pick(others(field, attributesOf(object, kinds)));
    return { operator: random.pick(operators), value, valueSource: "field" };
  };
  const isTemporal = temporal.includes(kind);
  const isUndeclared = undeclared.includes(kind);
  if ((isTemporal && random.chance(0.4)) || kind === "moments") {
    return beside(["before", "after"], [...temporal, ...undeclared]);
  }
  const isOrdered = kind !== "boolean" && kind !== "enum";
  const operators = isOrdered ? ["=", "!=", "<", "<=", ">", ">="] : ["=", "!="];
  if (isTemporal) return beside(operators, temporal);
  return beside(operators, isUndeclared ? undeclared : [kind, "anything"]);
}

/** Attributes that may stand in for this one: of its declared type, normalised as it is. */
function attributesLike(field: string, kind: Kind, object: ObjectKind): string[] {
  const kinds = undeclared.includes(kind) ? undeclared : [kind];
  return others(field, attributesOf(object, kinds)).filter(
    (name) => normalisations[name] === normalisations[field],
  );
}

function others(field: string, names: readonly string[]): string[] {
  return names.filter((name) => name !== field);
}

/** What only the profile that the rule is over can be asked. */
export function ownCondition(object: ObjectKind, random: Random): Condition {
  switch (random.below(4)) {
    case 0: {
      const value = random.list(1 + random.below(2), () => random.pick([...segmentIds, "gone"]));
      return { field: "segment", operator: random.pick(["in", "notIn"]), value };
    }
    case 1:
      return splitCondition(random);
    default:
      return pastCondition(object, random);
  }
}

/** Ends with hundredths that binary fractions miss. */
export function splitCondition(random: Random): Condition {
  const from = random.pick([0, 0, 0.07, 0.29, 10, 33.33, 50]);
  const to = random.pick([50.57, 58.01, 66.66, 90, 100]);
  const salt = random.pick(["holdout-2026", "ä/b", "𝒳"]);
  return {
    field: "id",
    operator: random.pick(["inSplit", "notInSplit"]),
    value: { salt, from, to },
  };
}

function pastCondition(object: ObjectKind, random: Random): Condition {
  const field = random.pick(remembered);
  return {
    field,
    ...(random.chance(0.5) ? pastChange(random) : pastValues(object, field, random)),
    ...(random.chance(0.2) ? { includeMissing: true } : {}),
  };
}

function pastChange(random: Random): Test {
  const names = ["changedInLast", "notChangedInLast", "updatedInLast", "notUpdatedInLast"];
  return { operator: random.pick(names), value: random.pick(durations) };
}

function pastValues(object: ObjectKind, field: string, random: Random): Test {
  const make = valuesOf(attributeKinds[object][field] ?? "nothing", field, random);
  const value = random.list(1 + random.below(3), make);
  return { operator: random.pick(["hasEverBeen", "hasNeverBeen"]), value };
}

/** Of an undeclared attribute all of one type. */
function valuesOf(kind: Kind, field: string, random: Random): () => unknown {
  switch (kind) {
    case "number":
      return () => random.pick(numbers);
    case "boolean":
      return () => random.chance(0.5);
    case "date":
    case "datetime":
      return () => textOf(randomInstant(random), random);
    case "anything":
    case "moments":
    case "nothing": {
      const type = random.pick(["number", "boolean", "string"] as const);
      return valuesOf(type, field, random);
    }
    case "enum":
    case "string":
    case "strings":
      return () => random.pick(wordsOf(field));
  }
}
