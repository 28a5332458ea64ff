import type { Operand } from "../../language/operand.ts";
import { type Condition, type Match, nestedRule } from "../../rule.ts";
import type { Elements } from "./elements.ts";
import { elementsOf } from "./elements.ts";
import type { Place, Writing } from "./place.ts";

/** Whether there are elements at all. */
export function writeListPresence(operator: "null" | "notNull", { from, where }: Elements): string {
  const some = `EXISTS (SELECT 1 FROM ${from} WHERE ${where})`;
  return operator === "null" ? `(NOT ${some})` : some;
}

/** Whether enough elements hold, three-valued; a contact without a company lacks the list. */
export function writeElements(
  { field, value, includeMissing }: Condition,
  match: Match,
  { from, where, place }: Elements,
  writing: Writing,
): string {
  const group = nestedRule(value);
  if (group === undefined) throw new TypeError("a match needs a group");
  const whereNone = includeMissing === true ? "TRUE" : writing.dialect.unknown;
  const none = field === "company" ? `WHEN count(*) = 0 THEN ${whereNone} ` : "";
  return `(SELECT CASE ${none}${matchCases(match)} END FROM (SELECT ${writing.group(group, place)} AS holds FROM ${from} WHERE ${where}) AS element)`;
}

const certain = "count(*) FILTER (WHERE holds)";
const possible = "count(*) FILTER (WHERE holds IS NOT FALSE)";

function matchCases({ mode, threshold }: Match): string {
  const k = threshold ?? 0;
  switch (mode) {
    case "some":
      return atLeast(1);
    case "none":
      return atMost(0);
    case "all":
      return `WHEN ${certain} = count(*) THEN TRUE WHEN ${possible} < count(*) THEN FALSE`;
    case "atLeast":
      return atLeast(k);
    case "atMost":
      return atMost(k);
    case "exactly":
      return `WHEN ${certain} = ${k} AND ${possible} = ${k} THEN TRUE WHEN ${certain} > ${k} OR ${possible} < ${k} THEN FALSE`;
  }
}

function atLeast(k: number): string {
  return `WHEN ${certain} >= ${k} THEN TRUE WHEN ${possible} < ${k} THEN FALSE`;
}

function atMost(k: number): string {
  return `WHEN ${possible} <= ${k} THEN TRUE WHEN ${certain} > ${k} THEN FALSE`;
}

/** Whether behaviours follow each other, each strictly later than the one before. */
export function writeSequence(
  { steps, within }: Operand & { readonly kind: "sequence" },
  place: Place,
  writing: Writing,
): string {
  const followers = steps.flatMap((step) => {
    const elements = elementsOf("behaviours", place, writing);
    return elements === undefined
      ? []
      : [{ ...elements, truth: writing.group(step, elements.place) }];
  });
  const rows = followers.map((each) => each.place.row);
  const order = rows.slice(1).map((row, at) => `${row}.at > ${rows[at]}.at`);
  const latest = `${rows[0]}.at`;
  const inTime =
    within === undefined
      ? []
      : [`${rows.at(-1)}.at <= ${writing.dialect.shifted(latest, within, "later")}`];
  const exists = (suffix: string) => {
    const truths = followers.map(({ truth }) => `(${truth})${suffix}`);
    const conditions = [...followers.map(({ where }) => where), ...order, ...inTime, ...truths];
    return `EXISTS (SELECT 1 FROM ${followers.map(({ from }) => from).join(", ")} WHERE ${conditions.join(" AND ")})`;
  };
  return `(CASE WHEN ${exists("")} THEN TRUE WHEN NOT ${exists(" IS NOT FALSE")} THEN FALSE END)`;
}
