import { type OperandShape, type Operator, operatorNamed } from "../language/operators.ts";
import { type Anchor, type Condition, RelativeWindow, Split } from "../rule.ts";
import { describeDuration } from "../time/duration.ts";
import { fieldWords, joinWords, listWords, momentWords, valueWords } from "./words.ts";

/** What names stand for that a rule refers to by id. */
export interface RuleNames {
  /** A segment's name; undefined where it is not known. */
  segmentName?(id: string): string | undefined;
  /** What people call an attribute or a part of a list; its own name where that is undefined. */
  fieldName?(field: string): string | undefined;
  /** What people call the dates of the profile that other times are measured from. */
  anchorName?(attribute: string): string | undefined;
  /** What names stand for within a list; the same ones where that is not said. */
  within?(list: string): RuleNames;
}

/** What a field is called: by a name that people know, else by its own. */
export function calledIn(names: RuleNames, field: string): string {
  return names.fieldName?.(field) ?? fieldWords(field);
}

/** What a condition asks of its value, without the field: `is at least 5`. Not for sequences. */
export function describeTest(condition: Condition, names: RuleNames = {}): string {
  const { operator: name, value, valueSource } = condition;
  const operator = operatorNamed(name);
  if (operator === undefined) return `${name ?? "?"} ${valueWords(value)}`;
  if (valueSource === "field") {
    const other = typeof value === "string" ? calledIn(names, value) : "…";
    return `${operator.phrase} the value of ${other}`;
  }
  switch (operator.reads) {
    case "presence":
    case "sequence":
      return operator.phrase;
    case "window":
      return describeWindow(operator, value);
    case "moment":
      return `${operator.phrase} ${momentWords(value)}`;
    case "relative":
      return describeRelative(operator, value, names);
    case "past":
      return describePast(operator, value);
    case "split":
      return describeSplit(operator, value);
    case "value":
      return describeValues(operator, condition);
  }
}

/** A duration in words, or the calendar unit as it is. */
export function spanWords(span: unknown): string {
  return typeof span === "string" ? describeDuration(span) : valueWords(span);
}

/** After "the last" or "the next": a single one is not counted. */
function lengthWords(span: unknown): string {
  const words = spanWords(span);
  return words.includes(" and ") ? words : words.replace(/^1 /, "");
}

const unitWords: Readonly<Record<string, string>> = {
  week: "week (Monday to Sunday)",
  month: "calendar month",
  quarter: "calendar quarter",
  year: "calendar year",
};
const dayWords: Readonly<Record<string, string>> = {
  current: "today",
  previous: "yesterday",
  following: "tomorrow",
};

function describeWindow(operator: Operator & { reads: "window" }, value: unknown): string {
  const { phrase, window, negated } = operator;
  const day = value === "day" ? dayWords[window] : undefined;
  if (day !== undefined) return `is ${negated ? "not " : ""}${day}`;
  const unit = typeof value === "string" ? unitWords[value] : undefined;
  return `${phrase} ${unit ?? lengthWords(value)}`;
}

/** One value alone is not one of several. */
function describeValues(operator: Operator & { reads: "value" }, condition: Condition): string {
  const { operator: name, value } = condition;
  const isMembership = name === "in" || name === "notIn";
  const single = isMembership && Array.isArray(value) && value.length === 1;
  if (single) return `is ${operator.negated ? "not " : ""}${valueWords(value[0])}`;
  return `${operator.phrase} ${describeOperand(operator.operand, condition)}`;
}

function describeOperand(shape: OperandShape, { operator: name, value }: Condition): string {
  switch (shape) {
    case "one":
      return valueWords(value);
    case "list":
      return listWords(value, name === "containsAll" ? "and" : "or");
    case "set":
      return Array.isArray(value) && value.length === 0 ? "an empty list" : listWords(value, "and");
    case "pair": {
      const ends: readonly unknown[] = Array.isArray(value) ? value : [value];
      return `${ends.map(valueWords).join(" and ")} (inclusive)`;
    }
  }
}

function describeRelative(
  operator: Operator & { reads: "relative" },
  value: unknown,
  names: RuleNames,
): string {
  const window = RelativeWindow.safeParse(value).data;
  if (window === undefined) return `${operator.phrase} ${valueWords(value)}`;
  const { duration, of } = window;
  return `${operator.phrase} ${spanWords(duration)} ${operator.side} ${describeAnchor(of, names)}`;
}

function describeAnchor(anchor: Anchor, names: RuleNames): string {
  if (anchor === "") return "…";
  if (typeof anchor === "string")
    return `the profile's ${names.anchorName?.(anchor) ?? fieldWords(anchor)}`;
  return `the profile's ${anchor.which} ${valueWords(anchor.behaviour)}`;
}

function describePast(operator: Operator & { reads: "past" }, value: unknown): string {
  return `${operator.phrase} ${operator.of === "values" ? listWords(value, "or") : lengthWords(value)}`;
}

function describeSplit(operator: Operator, value: unknown): string {
  const split = Split.safeParse(value).data;
  if (split === undefined) return `${operator.phrase} ${valueWords(value)}`;
  const { salt, from, to } = split;
  return `${operator.phrase} ${from}% to ${to}% of the random split ${valueWords(salt)}`;
}

/** Membership of other segments, by name where `names` knows it. */
export function describeSegments({ operator, value }: Condition, names: RuleNames): string {
  const ids: readonly unknown[] = Array.isArray(value) ? value : [value];
  const words = ids.map((id) =>
    valueWords(typeof id === "string" ? (names.segmentName?.(id) ?? id) : id),
  );
  const none = operator === "notIn";
  if (words.length === 0) return `is ${none ? "not " : ""}a member of the segment …`;
  if (words.length === 1) return `is ${none ? "not " : ""}a member of the segment ${words.join()}`;
  const listed = joinWords(words, "or");
  return `is a member of ${none ? "none" : "any"} of the segments ${listed}`;
}
