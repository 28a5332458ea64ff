import { isLeaf, isRecord, leafTest, soleEntry } from "./operators.ts";
import { EventPatternError } from "./pattern-error.ts";
import type { Leaf, Path } from "./value-test.ts";

export type EventMatcher = (event: unknown) => boolean;

/**
 * Compiles an EventBridge event pattern. Every field of it must match, each by any of its values;
 * an array in the event matches by any of its elements, and where the pattern goes on inside the
 * elements of an array, one and the same element must satisfy it.
 * Unlike AWS, numbers compare by value and not by their spelling (300 equals 3.0e2).
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * @throws EventPatternError that names the place
 */
export const compileEventPattern = (pattern: unknown): EventMatcher => {
  if (!isRecord(pattern)) throw new EventPatternError([], "a pattern is a JSON object");
  return compileFields(pattern, []);
};

const compileFields = (pattern: Readonly<Record<string, unknown>>, path: Path): EventMatcher => {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new EventPatternError(path, "an object names at least one field");
  const fields = entries.map(([name, expected]) =>
    name === "$or" && Array.isArray(expected)
      ? compileAlternatives(expected, [...path, name])
      : compileField(name, expected, [...path, name]),
  );
  return (value) => instancesOf(value).some((object) => fields.every((field) => field(object)));
};

/** The objects among the elements of an array, however nested; absent ones count as empty. */
const instancesOf = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) return [value];
  const objects = value.flat(Number.POSITIVE_INFINITY).filter(isRecord);
  return objects.length > 0 ? objects : [undefined];
};

const compileAlternatives = (alternatives: readonly unknown[], path: Path): EventMatcher => {
  if (alternatives.length < 2) throw new EventPatternError(path, "$or needs two or more patterns");
  const matchers = alternatives.map((alternative, index) => {
    if (isRecord(alternative)) return compileFields(alternative, [...path, String(index)]);
    throw new EventPatternError(path, "$or is a list of patterns, each an object");
  });
  return (value) => matchers.some((matches) => matches(value));
};

const compileField = (name: string, expected: unknown, path: Path): EventMatcher => {
  const matches = compileExpected(expected, path);
  return (object) =>
    matches(isRecord(object) && Object.hasOwn(object, name) ? object[name] : undefined);
};

const compileExpected = (expected: unknown, path: Path): EventMatcher => {
  if (isRecord(expected)) return compileFields(expected, path);
  if (!Array.isArray(expected)) {
    throw new EventPatternError(path, "a field is matched with a list of values or with an object");
  }
  if (expected.length === 0) throw new EventPatternError(path, "a list of values is not empty");
  const tests = expected.map((value) => compileValue(value, path));
  return (value) => {
    const leaves = leavesOf(value);
    return tests.some((test) => test(leaves));
  };
};

type LeavesTest = (leaves: readonly Leaf[]) => boolean;

/** Objects are not leaves, so a field that holds one is absent here, as for EventBridge. */
const leavesOf = (value: unknown): Leaf[] =>
  (Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value]).filter(isLeaf);

const compileValue = (expected: unknown, path: Path): LeavesTest => {
  if (isLeaf(expected)) return (leaves) => leaves.includes(expected);
  const [operator, operand] = soleEntry(expected, path);
  if (operator === "exists") {
    if (typeof operand === "boolean") return (leaves) => leaves.length > 0 === operand;
    throw new EventPatternError([...path, operator], "exists takes true or false");
  }
  const test = leafTest(operator, operand, path);
  return (leaves) => leaves.some(test);
};
