import type { AttributeType } from "../../shared/segmentation/record.ts";
import type { Condition } from "../../shared/segmentation/rule.ts";
import { dayMs } from "../../shared/segmentation/time/duration.ts";
import { days, elements, instants, numbers, segments, texts } from "./narrow-record.ts";

/** What can be asked of one field with operators of one kind. */
export interface Questions {
  readonly field: string;
  readonly asked: readonly Omit<Condition, "field">[];
}

export const narrowTypes: readonly [string, AttributeType][] = [
  ["number", "number"],
  ["boolean", "boolean"],
  ["text", "string"],
  ["list", "strings"],
  ["date", "date"],
  ["other", "date"],
];

type Asked = Questions["asked"];
const equality = ["=", "!="];
const order = ["<", ">", "<=", ">="];
const pieces = ["contains", "doesNotContain", "beginsWith", "doesNotBeginWith", "endsWith"];
const spans = ["P1D", "P7D", "P30D", "P1M", "P1Y", "PT1H"];
const units = ["day", "week", "month", "quarter", "year"];

function each(operators: readonly string[], values: readonly unknown[], more = {}): Asked {
  return operators.flatMap((operator) => values.map((value) => ({ operator, value, ...more })));
}

/** Of every one and every two of the values. */
function lists(operators: readonly string[], values: readonly unknown[]): Asked {
  const pairs = values.flatMap((one, at) => values.slice(at).map((other) => [one, other]));
  return each(operators, [...pairs, ...values.map((one) => [one])]);
}

function ranges(values: readonly (number | string)[]): Asked {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : 1));
  const pairs = sorted.flatMap((low, at) => sorted.slice(at).map((high) => [low, high]));
  return each(["between", "notBetween"], pairs);
}

const [start = 0] = instants;
const dates = days
  .filter((_, at) => at % 3 === 0)
  .map((day) => new Date(start + day * dayMs).toISOString().slice(0, 10));

const ofNumber = [
  ...each([...equality, ...order], numbers),
  ...lists(["in", "notIn"], numbers),
  ...ranges(numbers),
];
const ofOrder = [
  ...each([...equality, ...order], texts),
  ...lists(["in", "notIn"], texts.slice(0, 4)),
  ...ranges(texts),
];
const ofPieces = each([...pieces, "doesNotEndWith", ...equality], texts);
const ofList = [
  ...lists(["containsAny", "containsNone", "containsAll"], elements),
  ...lists(["isExactly", "isNotExactly"], elements),
  ...each(["contains", "doesNotContain"], elements),
];
const ofBoolean = each(equality, [true, false]);
const ofWindows = [
  ...each(["inLast", "notInLast", "inNext", "notInNext"], spans),
  ...each(["anniversaryInNext", "notAnniversaryInNext", "anniversaryInLast"], spans),
  ...each(["inCurrent", "notInCurrent", "inPrevious", "notInPrevious", "inFollowing"], units),
];
const ofMoments = [
  ...each(["before", "after", "on", "notOn", ...equality, ...order], dates),
  ...ranges(dates),
];
const ofAnchors = each(
  ["withinAfter", "notWithinAfter", "withinBefore", "notWithinBefore"],
  spans.map((duration) => ({ duration, of: "other" })),
);
const ofOther = each([...equality, ...order, "before", "after"], ["other"], {
  valueSource: "field",
});
const ofPast = [
  ...each(["changedInLast", "notChangedInLast", "updatedInLast", "notUpdatedInLast"], spans),
  ...lists(["hasEverBeen", "hasNeverBeen"], texts.slice(1, 4)),
];
const parts = [
  [0, 50],
  [50, 100],
  [0, 10],
  [10, 100],
  [5, 60],
].map(([from, to]) => ({ salt: "a", from, to }));

const presence: Asked = [{ operator: "null" }, { operator: "notNull" }];

export const questions: readonly Questions[] = [
  ...on("number", ofNumber),
  ...on("boolean", ofBoolean),
  ...on("text", ofOrder, ofPieces, ofPast),
  ...on("list", ofList),
  ...on("date", ofWindows, ofMoments, ofAnchors, ofOther),
  ...on("loose", [...ofPieces, ...ofList], [...ofNumber, ...ofBoolean, ...ofList]),
  { field: "id", asked: each(["inSplit", "notInSplit"], parts) },
  { field: "segment", asked: lists(["in", "notIn"], segments) },
];

function on(field: string, ...kinds: readonly Asked[]): readonly Questions[] {
  return kinds.map((asked) => ({ field, asked: [...asked, ...presence] }));
}
