import { type AttributeType, attributeTypes, type Scalar, type Value } from "../record.ts";
import { compareScalars } from "./order.ts";

/** What stands in the `value` of a comparison: `set` is a list that may be empty. */
export type OperandShape = "one" | "list" | "pair" | "set";

interface OperatorRow {
  /** Whether the truth is turned round once it is known. */
  readonly negated: boolean;
  /** How it reads between the field and the value in plain English. */
  readonly phrase: string;
  /** The types it works on, declared or, for an undeclared attribute, of the value given. */
  readonly types: readonly AttributeType[];
}

/** Asks only whether there is a value. */
interface PresenceOperator extends OperatorRow {
  readonly reads: "presence";
}

/** Compares the value seen with the value or values given. Dates arrive as instants. */
interface ComparisonOperator extends OperatorRow {
  readonly reads: "value";
  readonly operand: OperandShape;
  /** Whether it looks for a piece of a text, not for the whole. */
  readonly findsPieces: boolean;
  prepare(wanted: readonly Scalar[]): (seen: Value) => boolean;
}

/** Compares the instant seen with a day or an instant as written: `from` to before `until`. */
interface MomentOperator extends OperatorRow {
  readonly reads: "moment";
  /** Whether a date-time stands for the whole day it shows. */
  readonly wholeDays: boolean;
  holds(seen: number, from: number, until: number): boolean;
}

export const durationWindows = ["last", "next", "anniversaryNext", "anniversaryLast"] as const;
export const unitWindows = ["current", "previous", "following"] as const;
export const calendarUnits = ["day", "week", "month", "quarter", "year"] as const;
export type CalendarUnit = (typeof calendarUnits)[number];

/** Asks whether the instant seen lies in a window that moves with the clock. */
interface WindowOperator extends OperatorRow {
  readonly reads: "window";
  readonly window: (typeof durationWindows)[number] | (typeof unitWindows)[number];
}

/** Asks whether the instant seen lies within a duration of another value of the profile. */
interface RelativeOperator extends OperatorRow {
  readonly reads: "relative";
  readonly side: "after" | "before";
}

/** Asks after what an attribute has been. */
export interface PastOperator extends OperatorRow {
  readonly reads: "past";
  readonly of: "changes" | "observations" | "values";
}

/** Asks whether the profile falls in a part of a stable random split. */
interface SplitOperator extends OperatorRow {
  readonly reads: "split";
}

/** Asks whether behaviours follow each other. */
interface SequenceOperator extends OperatorRow {
  readonly reads: "sequence";
}

export type Operator =
  | PresenceOperator
  | ComparisonOperator
  | MomentOperator
  | WindowOperator
  | RelativeOperator
  | PastOperator
  | SplitOperator
  | SequenceOperator;

const everyType: readonly AttributeType[] = attributeTypes;
const single: readonly AttributeType[] = everyType.filter((type) => type !== "strings");
const ordered: readonly AttributeType[] = ["string", "number", "date", "datetime"];
const text: readonly AttributeType[] = ["string", "enum"];
const temporal: readonly AttributeType[] = ["string", "date", "datetime"];

function compares(
  phrase: string,
  types: readonly AttributeType[],
  holds: (order: number) => boolean,
) {
  return one(phrase, types, (seen, wanted) => !isList(seen) && holds(compareScalars(seen, wanted)));
}

function one(
  phrase: string,
  types: readonly AttributeType[],
  holds: (seen: Value, wanted: Scalar) => boolean,
): ComparisonOperator {
  return {
    reads: "value",
    operand: "one",
    findsPieces: false,
    negated: false,
    phrase,
    types,
    prepare:
      ([wanted]) =>
      (seen) =>
        wanted !== undefined && holds(seen, wanted),
  };
}

function isList(value: Value): value is readonly string[] {
  return typeof value === "object";
}

function piece(
  phrase: string,
  types: readonly AttributeType[],
  holds: (seen: Value, wanted: string) => boolean,
): ComparisonOperator {
  const operator = one(phrase, types, (seen, wanted) => holds(seen, String(wanted)));
  return { ...operator, findsPieces: true };
}

const contains = piece("contains", [...text, "strings"], (seen, wanted) =>
  isList(seen) ? seen.includes(wanted) : String(seen).includes(wanted),
);
const beginsWith = piece("begins with", text, (seen, wanted) => String(seen).startsWith(wanted));
const endsWith = piece("ends with", text, (seen, wanted) => String(seen).endsWith(wanted));
const equal = compares("is", single, (order) => order === 0);

const among: ComparisonOperator = {
  reads: "value",
  operand: "list",
  findsPieces: false,
  negated: false,
  phrase: "is any of",
  types: single,
  prepare: (wanted) => {
    const values = new Set<Value>(wanted);
    return (seen) => values.has(seen);
  },
};

const between: ComparisonOperator = {
  reads: "value",
  operand: "pair",
  findsPieces: false,
  negated: false,
  phrase: "is between",
  types: ordered,
  prepare:
    ([low, high]) =>
    (seen) =>
      low !== undefined &&
      high !== undefined &&
      !isList(seen) &&
      compareScalars(seen, low) >= 0 &&
      compareScalars(seen, high) <= 0,
};

const missing: PresenceOperator = {
  reads: "presence",
  negated: false,
  phrase: "has no value",
  types: everyType,
};

function listed(
  phrase: string,
  operand: "list" | "set",
  holds: (seen: ReadonlySet<string>, wanted: readonly string[]) => boolean,
): ComparisonOperator {
  return {
    reads: "value",
    operand,
    findsPieces: false,
    negated: false,
    phrase,
    types: ["strings"],
    prepare: (values) => {
      const wanted = [...new Set(values.map(String))];
      return (seen) => isList(seen) && holds(new Set(seen), wanted);
    },
  };
}

const containsAny = listed("contains any of", "list", (seen, wanted) =>
  wanted.some((each) => seen.has(each)),
);
const containsAll = listed("contains all of", "list", (seen, wanted) =>
  wanted.every((each) => seen.has(each)),
);
const isExactly = listed(
  "is exactly",
  "set",
  (seen, wanted) => seen.size === wanted.length && wanted.every((each) => seen.has(each)),
);

function moment(phrase: string, holds: MomentOperator["holds"]): MomentOperator {
  return { reads: "moment", wholeDays: false, negated: false, phrase, types: temporal, holds };
}

const on: MomentOperator = {
  ...moment("is on", (seen, from, until) => seen >= from && seen < until),
  wholeDays: true,
};

function window(kind: WindowOperator["window"], phrase: string): WindowOperator {
  return { reads: "window", negated: false, phrase, types: temporal, window: kind };
}

const inLast = window("last", "is within the last");
const inNext = window("next", "is within the next");
const inCurrent = window("current", "is in the current");
const inPrevious = window("previous", "is in the previous");
const inFollowing = window("following", "is in the next");
const anniversaryInNext = window("anniversaryNext", "has an anniversary within the next");
const anniversaryInLast = window("anniversaryLast", "has had an anniversary within the last");

function relative(side: RelativeOperator["side"], phrase: string): RelativeOperator {
  return { reads: "relative", negated: false, phrase, types: temporal, side };
}

const withinAfter = relative("after", "is within");
const withinBefore = relative("before", "is within");

function past(of: PastOperator["of"], phrase: string): PastOperator {
  return { reads: "past", negated: false, phrase, types: everyType, of };
}

const changedInLast = past("changes", "has changed within the last");
const updatedInLast = past("observations", "has been updated within the last");
const hasEverBeen = past("values", "has at some point been");

const inSplit: SplitOperator = {
  reads: "split",
  negated: false,
  phrase: "falls in",
  types: ["string"],
};

const sequence: SequenceOperator = {
  reads: "sequence",
  negated: false,
  phrase: "happened in this order",
  types: [],
};

function not<O extends Operator>(operator: O, phrase: string): O {
  return { ...operator, negated: !operator.negated, phrase };
}

/** Every operator of the language: read by the parser, the evaluator and the describer. */
const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["=", equal],
  ["!=", not(equal, "is not")],
  ["<", compares("is less than", ordered, (order) => order < 0)],
  [">", compares("is greater than", ordered, (order) => order > 0)],
  ["<=", compares("is at most", ordered, (order) => order <= 0)],
  [">=", compares("is at least", ordered, (order) => order >= 0)],
  ["contains", contains],
  ["beginsWith", beginsWith],
  ["endsWith", endsWith],
  ["doesNotContain", not(contains, "does not contain")],
  ["doesNotBeginWith", not(beginsWith, "does not begin with")],
  ["doesNotEndWith", not(endsWith, "does not end with")],
  ["null", missing],
  ["notNull", not(missing, "has a value")],
  ["in", among],
  ["notIn", not(among, "is none of")],
  ["between", between],
  ["notBetween", not(between, "is not between")],
  ["containsAny", containsAny],
  ["containsNone", not(containsAny, "contains none of")],
  ["containsAll", containsAll],
  ["isExactly", isExactly],
  ["isNotExactly", not(isExactly, "is not exactly")],
  ["before", moment("is before", (seen, from) => seen < from)],
  ["after", moment("is after", (seen, _from, until) => seen >= until)],
  ["on", on],
  ["notOn", not(on, "is not on")],
  ["inLast", inLast],
  ["notInLast", not(inLast, "is not within the last")],
  ["inNext", inNext],
  ["notInNext", not(inNext, "is not within the next")],
  ["inCurrent", inCurrent],
  ["notInCurrent", not(inCurrent, "is not in the current")],
  ["inPrevious", inPrevious],
  ["notInPrevious", not(inPrevious, "is not in the previous")],
  ["inFollowing", inFollowing],
  ["notInFollowing", not(inFollowing, "is not in the next")],
  ["anniversaryInNext", anniversaryInNext],
  ["notAnniversaryInNext", not(anniversaryInNext, "has no anniversary within the next")],
  ["anniversaryInLast", anniversaryInLast],
  ["notAnniversaryInLast", not(anniversaryInLast, "has had no anniversary within the last")],
  ["withinAfter", withinAfter],
  ["notWithinAfter", not(withinAfter, "is not within")],
  ["withinBefore", withinBefore],
  ["notWithinBefore", not(withinBefore, "is not within")],
  ["changedInLast", changedInLast],
  ["notChangedInLast", not(changedInLast, "has not changed within the last")],
  ["updatedInLast", updatedInLast],
  ["notUpdatedInLast", not(updatedInLast, "has not been updated within the last")],
  ["hasEverBeen", hasEverBeen],
  ["hasNeverBeen", not(hasEverBeen, "has never been")],
  ["inSplit", inSplit],
  ["notInSplit", not(inSplit, "does not fall in")],
  ["sequence", sequence],
  ["notSequence", not(sequence, "did not happen in this order")],
]);

export const operatorNames: readonly string[] = [...operators.keys()];

export function operatorNamed(name: string | undefined): Operator | undefined {
  return name === undefined ? undefined : operators.get(name);
}

/** Why this is no operator, in a sentence. */
export function operatorProblem(name: string | undefined): string {
  if (name === undefined) return `Name an operator: ${operatorNames.join(", ")}.`;
  return `"${name.slice(0, 60)}" is not an operator: use one of ${operatorNames.join(", ")}.`;
}
