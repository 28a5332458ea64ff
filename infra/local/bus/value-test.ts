import { BlockList, isIP } from "node:net";
import { EventPatternError } from "./pattern-error.ts";
import { matchesPieces, wildcardPieces } from "./wildcard.ts";

/** A leaf of an event: a string, number, boolean or null. */
export type Leaf = string | number | boolean | null;
export type LeafTest = (value: Leaf) => boolean;
/** Where in the pattern, for messages. */
export type Path = readonly string[];

const onText =
  (test: (text: string) => boolean): LeafTest =>
  (value) =>
    typeof value === "string" && test(value);

const folded = (text: string): string => text.toLowerCase();

export const textOperand = (operand: unknown, path: Path): string => {
  if (typeof operand === "string") return operand;
  throw new EventPatternError(path, "the operand must be a string");
};

export const equalsIgnoringCase = (operand: unknown, path: Path): LeafTest => {
  const wanted = folded(textOperand(operand, path));
  return onText((text) => folded(text) === wanted);
};

export const startsWith = (operand: unknown, path: Path): LeafTest => {
  const wanted = textOperand(operand, path);
  return onText((text) => text.startsWith(wanted));
};

export const endsWith = (operand: unknown, path: Path): LeafTest => {
  const wanted = textOperand(operand, path);
  return onText((text) => text.endsWith(wanted));
};

export const startsWithIgnoringCase = (operand: unknown, path: Path): LeafTest => {
  const wanted = folded(textOperand(operand, path));
  return onText((text) => folded(text).startsWith(wanted));
};

export const endsWithIgnoringCase = (operand: unknown, path: Path): LeafTest => {
  const wanted = folded(textOperand(operand, path));
  return onText((text) => folded(text).endsWith(wanted));
};

export const wildcard = (operand: unknown, path: Path): LeafTest => {
  const pieces = wildcardPieces(textOperand(operand, path));
  if (!Array.isArray(pieces)) throw new EventPatternError(path, pieces.fault);
  return onText((text) => matchesPieces(pieces, text));
};

/** `10.0.0.0/24` or its IPv6 kin. */
export const cidr = (operand: unknown, path: Path): LeafTest => {
  const [address = "", bits = ""] = textOperand(operand, path).split("/");
  const version = isIP(address);
  const length = Number(bits);
  const longest = version === 6 ? 128 : 32;
  if (version === 0 || !/^\d{1,3}$/.test(bits) || length > longest) {
    throw new EventPatternError(path, "cidr needs an address block such as 10.0.0.0/24");
  }
  const family = version === 6 ? "ipv6" : "ipv4";
  const block = new BlockList();
  block.addSubnet(address, length, family);
  return onText((text) => block.check(text, family));
};

const comparisons: ReadonlyMap<unknown, (value: number, bound: number) => boolean> = new Map([
  ["=", (value: number, bound: number) => value === bound],
  ["<", (value: number, bound: number) => value < bound],
  ["<=", (value: number, bound: number) => value <= bound],
  [">", (value: number, bound: number) => value > bound],
  [">=", (value: number, bound: number) => value >= bound],
]);

const LARGEST = 5e9;

/** `["<", 10]`, or a range from below to above: `[">", 0, "<=", 5]`. */
export const numeric = (operand: unknown, path: Path): LeafTest => {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
  if (parts.length !== 2 && parts.length !== 4) {
    throw new EventPatternError(path, "numeric needs one comparison, or two that make a range");
  }
  const [lower, from, upper, to] = parts;
  const first = comparison(lower, from, path);
  if (parts.length === 2) return first;
  const isRange = /^>=?$/.test(String(lower)) && /^<=?$/.test(String(upper));
  if (!isRange || !(Number(from) < Number(to))) {
    throw new EventPatternError(path, "a numeric range goes from > or >= to a larger < or <=");
  }
  const second = comparison(upper, to, path);
  return (value) => first(value) && second(value);
};

const comparison = (operator: unknown, bound: unknown, path: Path): LeafTest => {
  const compare = comparisons.get(operator);
  if (!compare) {
    throw new EventPatternError(path, `numeric knows = < <= > >=, not ${JSON.stringify(operator)}`);
  }
  if (typeof bound !== "number" || Math.abs(bound) > LARGEST) {
    throw new EventPatternError(path, "numeric compares with numbers from -5e9 to 5e9");
  }
  return (value) => typeof value === "number" && compare(value, bound);
};
