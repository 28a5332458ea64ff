import type { ObjectKind } from "../../shared/segmentation/record.ts";
import {
  type Condition,
  isGroup,
  matchModes,
  type Rule,
  type RuleGroup,
} from "../../shared/segmentation/rule.ts";
import type { Random } from "./random.ts";
import { attributeCondition, ownCondition, splitCondition } from "./random-attribute.ts";
import { aggregateCondition, behaviourCondition, sequenceCondition } from "./random-behaviour.ts";
import { compare } from "./random-condition.ts";
import { attributeKinds } from "./random-words.ts";
import type { WrittenGroup } from "./written-rule.ts";

/** Where a condition stands, and so what it may name. */
type Place = ObjectKind | "behaviour" | "contact's company" | "company's contact" | "ancestor";

interface Scope {
  /** Whose attributes it reads. */
  readonly object: ObjectKind;
  /** The lists it may look into, and where that leads. */
  readonly lists: readonly (readonly [string, Place])[];
}

const behaviours = ["behaviours", "behaviour"] as const;
const ancestors = ["ancestors", "ancestor"] as const;
const scopes: Readonly<Record<Exclude<Place, "behaviour">, Scope>> = {
  contact: {
    object: "contact",
    lists: [behaviours, behaviours, ["company", "contact's company"]],
  },
  company: {
    object: "company",
    lists: [behaviours, ["contacts", "company's contact"], ancestors],
  },
  "contact's company": { object: "company", lists: [ancestors] },
  "company's contact": { object: "contact", lists: [behaviours] },
  ancestor: { object: "company", lists: [] },
};

/** @param anchors whose values relative windows measure from. */
function randomLeaf(place: Place, anchors: ObjectKind, random: Random): Condition {
  if (place === "behaviour") return behaviourCondition(anchors, random);
  const { object, lists } = scopes[place];
  const top = place === "contact" || place === "company";
  if (top && random.chance(0.2)) return ownCondition(object, random);
  if (lists.length > 0 && random.chance(top ? 0.45 : 0.2)) {
    const [field, inside] = random.pick(lists);
    return listCondition(field, inside, anchors, random);
  }
  if (!top && random.chance(0.03)) return splitCondition(random);
  return random.chance(0.05)
    ? { field: "id", ...compare(random, ["=", "in", "contains", "endsWith"], idOf(object)) }
    : attributeCondition(object, anchors, random);
}

function idOf(object: ObjectKind): (random: Random) => string {
  return (random) => `${object}-${random.below(30)}`;
}

function listCondition(
  field: string,
  inside: Place,
  anchors: ObjectKind,
  random: Random,
): Condition {
  const own = inside === "company's contact" ? "contact" : anchors;
  const nested = () => randomGroup(random, 2, () => randomLeaf(inside, own, random));
  const object = inside === "behaviour" ? undefined : scopes[inside].object;
  if (object === undefined && random.chance(0.15)) return sequenceCondition(nested, random);
  if (field === "company" && random.chance(0.1)) {
    return { field, operator: random.pick(["null", "notNull"]) };
  }
  if (random.chance(0.4)) return aggregateCondition(field, object, nested, anchors, random);
  return {
    field,
    operator: "",
    match: { mode: random.pick(matchModes), threshold: random.below(4) },
    value: nested(),
    ...(field === "company" && random.chance(0.25) ? { includeMissing: true } : {}),
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

/** A rule that may use every part of the language. */
export function randomRuleOver(object: ObjectKind, random: Random): RuleGroup {
  return randomGroup(random, 3, () => randomLeaf(object, object, random));
}

/** Conditions close to each other, some of which cannot hold or cannot fail together. */
export function randomClash(object: ObjectKind, random: Random): RuleGroup {
  const leaf = clashing(object, random);
  const group = closeGroup(leaf, random);
  if (random.chance(0.8)) return group;
  const value = closeGroup(() => behaviourCondition(object, random), random);
  const mode = random.pick(matchModes);
  const behaviours = { field: "behaviours", match: { mode, threshold: random.below(3) }, value };
  return { ...group, rules: [behaviours] };
}

function closeGroup(leaf: () => Condition, random: Random): RuleGroup {
  return {
    combinator: random.pick(["and", "and", "or"] as const),
    ...(random.chance(0.2) ? { not: true } : {}),
    rules: random.list(2 + random.below(2), leaf),
  };
}

function clashing(object: ObjectKind, random: Random): () => Condition {
  const field = random.pick(Object.keys(attributeKinds[object]));
  return random.chance(0.7)
    ? () => attributeCondition(object, object, random, field)
    : () => ownCondition(object, random);
}

/** The same rule, with some of its groups joined by combinators between the rules. */
export function unbracketed(rule: RuleGroup, random: Random): WrittenGroup {
  const { combinator, not, rules } = rule;
  const members = rules.map((each) => (isGroup(each) ? unbracketed(each, random) : each));
  if (members.length < 2 || random.chance(0.8)) return { ...rule, rules: members };
  const joined = rules.flatMap((each, at) => [
    ...(at === 0 ? [] : [combinator]),
    ...(combinator === "or" && isPlainAnd(each) ? between(each.rules) : [members[at] ?? each]),
  ]);
  return { ...(not === true ? { not } : {}), rules: joined };
}

function isPlainAnd(rule: Rule): rule is RuleGroup {
  return isGroup(rule) && rule.combinator === "and" && rule.not !== true && rule.rules.length > 1;
}

function between(rules: readonly Rule[]): (Rule | "and")[] {
  return rules.flatMap((each, at) => (at === 0 ? [each] : ["and" as const, each]));
}
