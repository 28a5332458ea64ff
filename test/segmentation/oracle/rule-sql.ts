import { type Condition, RelativeWindow, Sequence } from "../../../shared/segmentation/rule.ts";
import { isWrittenGroup, WrittenGroup } from "../written-rule.ts";
import { aggregateSql } from "./aggregate-sql.ts";
import { besideSql, comparisonSql } from "./compare-sql.ts";
import { type Elements, elementsOf, matchSql } from "./elements.ts";
import { momentSql, shifted, windowSql } from "./instant-sql.ts";
import { type Parts, pastSql } from "./past-sql.ts";
import { type Column, columnOf, firstPresent, type Place, type Question } from "./place.ts";
import { sequenceSql } from "./sequence-sql.ts";
import { splitSql } from "./split-sql.ts";
import { listOf, literal, text } from "./sql-text.ts";

/** The rule as one expression over the row of `place`: 1, 0 or null. */
export function groupSql(group: WrittenGroup, place: Place, question: Question): string {
  const members = group.rules.map((member) => {
    if (typeof member === "string") return member.toUpperCase();
    return isWrittenGroup(member)
      ? groupSql(member, place, question)
      : conditionSql(member, place, question);
  });
  const { combinator } = group;
  const joined = members.join(combinator === undefined ? " " : ` ${combinator.toUpperCase()} `);
  const expression = members.length === 0 ? "1" : `(${joined})`;
  return group.not === true ? `(NOT ${expression})` : expression;
}

const opposites = new Map([
  ["notNull", "null"],
  ["doesNotContain", "contains"],
  ["doesNotBeginWith", "beginsWith"],
  ["doesNotEndWith", "endsWith"],
  ["containsNone", "containsAny"],
  ["isNotExactly", "isExactly"],
  ["hasNeverBeen", "hasEverBeen"],
]);

/** The operator that this one negates. */
function oppositeOf(operator: string): string | undefined {
  const negated = /^not([A-Z])(.*)$/.exec(operator);
  const [, initial = "", rest = ""] = negated ?? [];
  return opposites.get(operator) ?? (negated === null ? undefined : initial.toLowerCase() + rest);
}

function conditionSql(condition: Condition, place: Place, question: Question): string {
  const elements = elementsOf(condition.field, place);
  if (elements !== undefined) return listSql(condition, elements, place, question);
  const parts = (operator: string): Parts =>
    ownSql(operator, condition, place) ??
    pastSql(operator, condition, place, question) ??
    columnParts(operator, condition, coalesced(condition, place, question), place, question);
  return assembled(condition, parts);
}

/** Negates the truth, then lets missing values in. */
function assembled(
  { operator = "", includeMissing }: Condition,
  partsOf: (operator: string) => Parts,
): string {
  const opposite = oppositeOf(operator);
  const { test, missing } = partsOf(opposite ?? operator);
  const truth = opposite === undefined ? test : `(NOT ${test})`;
  return includeMissing === true ? `(CASE WHEN ${missing} THEN 1 ELSE ${truth} END)` : truth;
}

/** What is asked of the profile itself and never missing. */
function ownSql(
  operator: string,
  { field, value }: Condition,
  { alias }: Place,
): Parts | undefined {
  if (operator === "inSplit") return { test: splitSql(`${alias}.id`, value), missing: "0" };
  if (field !== "segment") return undefined;
  const ids = listOf(value).map(literal).join(", ");
  const test = `EXISTS (SELECT 1 FROM membership m WHERE m.profile = ${alias}.id AND m.segment IN (${ids}))`;
  return { test, missing: "0" };
}

function coalesced({ field, coalesce = [] }: Condition, place: Place, question: Question): Column {
  const others = coalesce.map((name) => columnOf(name, place, question));
  return firstPresent([columnOf(field, place, question), ...others]);
}

function columnParts(
  operator: string,
  condition: Condition,
  column: Column,
  place: Place,
  question: Question,
): Parts {
  const missing = `${column.type} IS NULL`;
  return operator === "null"
    ? { test: `(${missing})`, missing }
    : { test: testSql(operator, condition, column, place, question), missing };
}

function testSql(
  operator: string,
  { field, value, valueSource }: Condition,
  column: Column,
  place: Place,
  question: Question,
): string {
  if (valueSource === "field") {
    return besideSql(operator, column, columnOf(String(value), place, question));
  }
  const { now, attributes } = question;
  const { subject } = place;
  const normalise = subject === "behaviour" ? undefined : attributes[subject].get(field)?.normalise;
  return (
    relativeSql(operator, column.at, value, place, question) ??
    windowSql(operator, column.at, String(value), now) ??
    momentSql(operator, column.at, value) ??
    comparisonSql(operator, column, value, normalise)
  );
}

function relativeSql(
  operator: string,
  at: string,
  value: unknown,
  { anchor }: Place,
  question: Question,
): string | undefined {
  if (operator !== "withinAfter" && operator !== "withinBefore") return undefined;
  const { duration, of } = RelativeWindow.parse(value);
  const from =
    typeof of === "string"
      ? columnOf(of, { ...anchor, subject: anchor.object, anchor }, question).at
      : `(SELECT ${of.which === "first" ? "min" : "max"}(a.at) FROM behaviour a
          WHERE a.profile = ${anchor.alias}.id AND a.name = ${text(of.behaviour)})`;
  return operator === "withinAfter"
    ? `(${from} < ${at} AND ${at} <= ${shifted(from, "+", duration)})`
    : `(${shifted(from, "-", duration)} <= ${at} AND ${at} < ${from})`;
}

function listSql(
  condition: Condition,
  elements: Elements,
  place: Place,
  question: Question,
): string {
  const { field, operator, value, match, aggregate, includeMissing } = condition;
  const { rows } = elements;
  const truthOf = (group: unknown) => groupSql(WrittenGroup.parse(group), elements.place, question);
  const someone = `EXISTS (SELECT 1 ${rows})`;
  const unlessMissing = (truth: string) =>
    field === "company"
      ? `(CASE WHEN ${someone} THEN ${truth} ${includeMissing === true ? "ELSE 1" : ""} END)`
      : truth;
  if (match !== undefined) {
    const counted = matchSql(match.mode, Number(match.threshold), truthOf(value), elements);
    return unlessMissing(counted);
  }
  if (aggregate !== undefined) {
    const counting =
      aggregate.where === undefined ? rows : `${rows} AND ${truthOf(aggregate.where)}`;
    const { from, column } = aggregateSql(aggregate, counting, elements, question);
    const test = assembled(condition, (positive) =>
      columnParts(positive, condition, column, place, question),
    );
    return unlessMissing(`(SELECT ${test} FROM ${from})`);
  }
  if (operator === "null" || operator === "notNull") {
    return operator === "null" ? `(NOT ${someone})` : someone;
  }
  const { steps, within } = Sequence.parse(value);
  const found = sequenceSql(steps.map(truthOf), within, rows, elements.place.alias);
  return operator === "notSequence" ? `(NOT ${found})` : found;
}
