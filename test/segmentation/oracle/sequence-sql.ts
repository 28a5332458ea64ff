import { shifted } from "./instant-sql.ts";

/**
 * Whether behaviours follow each other, strictly later each, counting unknown steps last.
 * @param truths one expression for each step.
 * @param rows the behaviours they are asked of, under this alias.
 */
export function sequenceSql(
  truths: readonly string[],
  within: string | undefined,
  rows: string,
  alias: string,
): string {
  const columns = truths.map((truth, step) => `${truth} AS t${step}`);
  const tables = truths.map((_, step) => `step s${step}`);
  const order = truths.slice(1).map((_, step) => `s${step}.at < s${step + 1}.at`);
  const limit =
    within === undefined ? [] : [`s${truths.length - 1}.at <= ${shifted("s0.at", "+", within)}`];
  const found = (holds: string) => {
    const steps = truths.map((_, step) => `s${step}.t${step} ${holds}`);
    const conditions = [...steps, ...order, ...limit].join(" AND ");
    return `EXISTS (SELECT 1 FROM ${tables.join(", ")} WHERE ${conditions})`;
  };
  return `(WITH step AS MATERIALIZED (SELECT ${alias}.at, ${columns.join(", ")} ${rows})
    SELECT CASE WHEN ${found("IS TRUE")} THEN 1 WHEN NOT ${found("IS NOT FALSE")} THEN 0 END)`;
}
