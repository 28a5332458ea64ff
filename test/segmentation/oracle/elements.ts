import type { MatchMode } from "../../../shared/segmentation/rule.ts";
import type { Place } from "./place.ts";

/** The rows behind a list field. */
export interface Elements {
  /** FROM and WHERE, to which more may be added with AND. */
  readonly rows: string;
  /** Where the conditions on one of them stand. */
  readonly place: Place;
}

/** @returns undefined for fields that are no lists. */
export function elementsOf(field: string, { alias, anchor }: Place): Elements | undefined {
  const inner = `${alias}_${field}`;
  switch (field) {
    case "behaviours":
      return {
        rows: `FROM behaviour ${inner} WHERE ${inner}.profile = ${alias}.id`,
        place: { subject: "behaviour", alias: inner, anchor },
      };
    case "company":
      return {
        rows: `FROM employment e JOIN company ${inner} ON ${inner}.id = e.company WHERE e.contact = ${alias}.id`,
        place: { subject: "company", alias: inner, anchor },
      };
    case "contacts":
      return {
        rows: `FROM employment e JOIN contact ${inner} ON ${inner}.id = e.contact WHERE e.company = ${alias}.id`,
        place: { subject: "contact", alias: inner, anchor: { alias: inner, object: "contact" } },
      };
    case "ancestors":
      return {
        rows: `FROM ancestor up JOIN company ${inner} ON ${inner}.id = up.above WHERE up.company = ${alias}.id`,
        place: { subject: "company", alias: inner, anchor },
      };
    default:
      return undefined;
  }
}

/** Counts the rows whose truth is 1, 0 or null, and says whether enough are 1. */
export function matchSql(
  mode: MatchMode,
  threshold: number,
  truth: string,
  { rows }: Elements,
): string {
  const truths = `SELECT ${truth} AS t ${rows}`;
  const atLeast = (least: number) =>
    `(SELECT CASE WHEN count(*) FILTER (WHERE t) >= ${least} THEN 1
      WHEN count(*) FILTER (WHERE t OR t IS NULL) < ${least} THEN 0 END FROM (${truths}))`;
  switch (mode) {
    case "all":
      return `(SELECT CASE WHEN count(*) FILTER (WHERE NOT t) > 0 THEN 0
        WHEN count(*) = count(t) THEN 1 END FROM (${truths}))`;
    case "some":
      return `(1 IN (${truths}))`;
    case "none":
      return `(1 NOT IN (${truths}))`;
    case "atLeast":
      return atLeast(threshold);
    case "atMost":
      return `(NOT ${atLeast(threshold + 1)})`;
    case "exactly":
      return `(${atLeast(threshold)} AND NOT ${atLeast(threshold + 1)})`;
  }
}
