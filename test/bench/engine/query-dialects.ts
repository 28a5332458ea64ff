import type { QueryLeaf, QueryTree } from "./query-tree.ts";

type RulesCondition =
  | { all: RulesCondition[] }
  | { any: RulesCondition[] }
  | { fact: string; operator: string; value: unknown };

/** As json-rules-engine writes it. */
export function rulesOf(tree: QueryTree): RulesCondition {
  switch (tree.kind) {
    case "all":
      return { all: tree.members.map(rulesOf) };
    case "any":
      return { any: tree.members.map(rulesOf) };
    case "leaf":
      return { fact: tree.field, operator: tree.operator, value: tree.value };
  }
}

/** As MongoDB, sift and mingo write it. */
export function mongoOf(tree: QueryTree): Record<string, unknown> {
  switch (tree.kind) {
    case "all":
      return { $and: tree.members.map(mongoOf) };
    case "any":
      return { $or: tree.members.map(mongoOf) };
    case "leaf":
      return { [tree.field]: mongoTest(tree) };
  }
}

function mongoTest({ operator, value }: QueryLeaf): Record<string, unknown> {
  switch (operator) {
    case "exists":
    case "missing":
      return { $exists: operator === "exists" };
    case "equal":
      return { $eq: value };
    case "notEqual":
      return { $ne: value };
    case "in":
      return { $in: value };
    case "notIn":
      return { $nin: value };
    case "lessThan":
      return { $lt: value };
    case "lessThanInclusive":
      return { $lte: value };
    case "greaterThan":
      return { $gt: value };
    case "greaterThanInclusive":
      return { $gte: value };
    case "beginsWith":
      return { $regex: new RegExp(`^${String(value)}`) };
    case "doesNotBeginWith":
      return { $not: new RegExp(`^${String(value)}`) };
  }
}

/** As JsonLogic writes it. */
export function logicOf(tree: QueryTree): unknown {
  switch (tree.kind) {
    case "all":
      return { and: tree.members.map(logicOf) };
    case "any":
      return { or: tree.members.map(logicOf) };
    case "leaf":
      return logicTest(tree);
  }
}

function logicTest({ field: name, operator, value }: QueryLeaf): unknown {
  const field = { var: name };
  switch (operator) {
    case "exists":
      return { "!==": [field, null] };
    case "missing":
      return { "===": [field, null] };
    case "equal":
      return { "===": [field, value] };
    case "notEqual":
      return { "!==": [field, value] };
    case "in":
      return { in: [field, value] };
    case "notIn":
      return { "!": [{ in: [field, value] }] };
    case "lessThan":
      return { "<": [field, value] };
    case "lessThanInclusive":
      return { "<=": [field, value] };
    case "greaterThan":
      return { ">": [field, value] };
    case "greaterThanInclusive":
      return { ">=": [field, value] };
    case "beginsWith":
      return { and: [{ "!==": [field, null] }, { beginsWith: [field, value] }] };
    case "doesNotBeginWith":
      return { "!": [{ beginsWith: [field, value] }] };
  }
}
