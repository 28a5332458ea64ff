import { EventPatternError } from "./pattern-error.ts";
import {
  cidr,
  endsWith,
  endsWithIgnoringCase,
  equalsIgnoringCase,
  type Leaf,
  type LeafTest,
  numeric,
  type Path,
  startsWith,
  startsWithIgnoringCase,
  textOperand,
  wildcard,
} from "./value-test.ts";

type Operator = (operand: unknown, path: Path) => LeafTest;

export const isLeaf = (value: unknown): value is Leaf =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The operator and operand of `{"prefix": "us-"}`. */
export const soleEntry = (matcher: unknown, path: Path): readonly [string, unknown] => {
  const entries = isRecord(matcher) ? Object.entries(matcher) : [];
  const [entry] = entries;
  if (entry !== undefined && entries.length === 1) return entry;
  throw new EventPatternError(path, "a matcher is a value or an object with exactly one operator");
};

/** `prefix` and `suffix` take a string, or `{"equals-ignore-case": string}`. */
const atOneEnd =
  (exact: Operator, ignoringCase: Operator): Operator =>
  (operand, path) => {
    if (!isRecord(operand)) return exact(operand, path);
    const [operator, text] = soleEntry(operand, path);
    if (operator === "equals-ignore-case") return ignoringCase(text, [...path, operator]);
    throw new EventPatternError(path, `'${operator}' is not an operator here`);
  };

/** What may stand inside `anything-but`, each with one string or a list of them. */
const refutable: ReadonlyMap<string, Operator> = new Map([
  ["prefix", startsWith],
  ["suffix", endsWith],
  ["equals-ignore-case", equalsIgnoringCase],
  ["wildcard", wildcard],
]);

const anythingBut: Operator = (operand, path) => {
  if (isRecord(operand)) return anythingButOperator(operand, path);
  const refused: unknown[] = Array.isArray(operand) ? operand : [operand];
  const kinds = new Set(refused.map((value) => typeof value));
  const [kind] = kinds;
  if (kinds.size !== 1 || (kind !== "string" && kind !== "number")) {
    throw new EventPatternError(
      path,
      "anything-but takes strings or numbers, not both and not none",
    );
  }
  return (value) => !refused.includes(value);
};

const anythingButOperator = (matcher: object, path: Path): LeafTest => {
  const [name, operand] = soleEntry(matcher, path);
  const operator = refutable.get(name);
  if (!operator) throw new EventPatternError(path, `'${name}' is not an operator of anything-but`);
  const place = [...path, name];
  const operands: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (operands.length === 0 || operands.some((text) => textOperand(text, place) === "")) {
    throw new EventPatternError(place, "anything-but needs strings that are not empty");
  }
  const tests = operands.map((text) => operator(text, place));
  return (value) => !tests.some((test) => test(value));
};

/**
 * The comparison operators on a leaf, but `exists`, which sees absent ones too.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const operators: ReadonlyMap<string, Operator> = new Map([
  ["prefix", atOneEnd(startsWith, startsWithIgnoringCase)],
  ["suffix", atOneEnd(endsWith, endsWithIgnoringCase)],
  ["equals-ignore-case", equalsIgnoringCase],
  ["anything-but", anythingBut],
  ["numeric", numeric],
  ["cidr", cidr],
  ["wildcard", wildcard],
]);

/** @throws EventPatternError for an operator that EventBridge does not know */
export const leafTest = (name: string, operand: unknown, path: Path): LeafTest => {
  const operator = operators.get(name);
  if (operator) return operator(operand, [...path, name]);
  const known = [...operators.keys(), "exists"].join(", ");
  throw new EventPatternError(path, `unknown operator '${name}'; the operators are ${known}`);
};
