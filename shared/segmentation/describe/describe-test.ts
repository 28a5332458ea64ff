import { type OperandShape, type Operator, operatorNamed } from "../language/operators.ts";
import { type Anchor, type Condition, RelativeWindow, Split } from "../rule.ts";
import { describeDuration } from "../time/duration.ts";
import { fieldWords, joinWords, listWords, valueWords } from "./words.ts";

/** What names stand for that a rule refers to by id. */
export interface RuleNames {
  /** A segment's name; undefined where it is not known. */
  segmentName?(id: string): string | undefined;
  /** What people call an attribute or a part of a list; its own name where that is undefined. */
  fieldName?(field: string): string | undefined;
  /** What names stand for within a list; the same ones where that is not said. */
  within?(list: string): RuleNames;
}

/** What a condition asks of its value, without the field: `is at least 5`. Not for sequences. */
export function describeTest({ operator: name, value, valueSource }: Condition): string {
  const operator = operatorNamed(name);
  if (operator === undefined) return `${name ?? "?"} ${valueWords(value)}`;
  if (valueSource === "field") {
    return `${operator.phrase} the value of ${fieldWords(typeof value === "string" ? value : "?")}`;
  }
  switch (operator.reads) {
    case "presence":
    case "sequence":
      return operator.phrase;
    case "window":
      return `${operator.phrase} ${spanWords(value)}`;
    case "moment":
      return `${operator.phrase} ${valueWords(value)}`;
    case "relative":
      return describeRelative(operator, value);
    case "past":
      return describePast(operator, value);
    case "split":
      return describeSplit(operator, value);
    case "value":
      return `${operator.phrase} ${describeOperand(operator.operand, value)}`;
  }
}

/** A duration in words, or the calendar unit as it is. */
export function spanWords(span: unknown): string {
  return typeof span === "string" ? describeDuration(span) : valueWords(span);
}

function describeOperand(shape: OperandShape, value: unknown): string {
  switch (shape) {
    case "one":
      return valueWords(value);
    case "list":
    case "set":
      return listWords(value);
    case "pair": {
      const ends: readonly unknown[] = Array.isArray(value) ? value : [value];
      return `${ends.map(valueWords).join(" and ")} (both included)`;
    }
  }
}

function describeRelative(operator: Operator & { reads: "relative" }, value: unknown): string {
  const window = RelativeWindow.safeParse(value).data;
  if (window === undefined) return `${operator.phrase} ${valueWords(value)}`;
  const { duration, of } = window;
  return `${operator.phrase} ${spanWords(duration)} ${operator.side} ${describeAnchor(of)}`;
}

function describeAnchor(anchor: Anchor): string {
  if (typeof anchor === "string") return `the profile's ${fieldWords(anchor)}`;
  return `the profile's ${anchor.which} ${valueWords(anchor.behaviour)} behaviour`;
}

function describePast(operator: Operator & { reads: "past" }, value: unknown): string {
  if (operator.of !== "values") return `${operator.phrase} ${spanWords(value)}`;
  if (Array.isArray(value) && value.length === 1)
    return `${operator.phrase} ${valueWords(value[0])}`;
  return `${operator.phrase} one of ${listWords(value)}`;
}

function describeSplit(operator: Operator, value: unknown): string {
  const split = Split.safeParse(value).data;
  if (split === undefined) return `${operator.phrase} ${valueWords(value)}`;
  const { salt, from, to } = split;
  return `${operator.phrase} ${from} % to ${to} % of the random split ${valueWords(salt)}`;
}

/** Membership of other segments, by name where `names` knows it. */
export function describeSegments({ operator, value }: Condition, names: RuleNames): string {
  const ids: readonly unknown[] = Array.isArray(value) ? value : [value];
  const words = ids.map((id) =>
    valueWords(typeof id === "string" ? (names.segmentName?.(id) ?? id) : id),
  );
  const none = operator === "notIn";
  if (words.length === 1) return `is ${none ? "not " : ""}a member of the segment ${words.join()}`;
  const listed = joinWords(words, "or");
  return `is a member of ${none ? "none" : "any"} of the segments ${listed}`;
}
