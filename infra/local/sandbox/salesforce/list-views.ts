import { z } from "zod";

/** As Salesforce describes the filters of a list view. */
export type ListCondition =
  | { readonly field: string; readonly operator: string; readonly values: readonly string[] }
  | { readonly conditions: readonly ListCondition[]; readonly conjunction: "and" | "or" }
  | { readonly condition: ListCondition };

export const ListCondition: z.ZodType<ListCondition> = z.lazy(() =>
  z.union([
    z.strictObject({ field: z.string(), operator: z.string(), values: z.array(z.string()) }),
    z.strictObject({
      conditions: z.array(ListCondition),
      conjunction: z.enum(["and", "or"]),
    }),
    z.strictObject({ condition: ListCondition }),
  ]),
);

const signs = new Map([
  ["equals", "="],
  ["notEquals", "!="],
  ["lessThan", "<"],
  ["lessThanOrEqualTo", "<="],
  ["greaterThan", ">"],
  ["greaterThanOrEqualTo", ">="],
  ["like", "LIKE"],
]);
const lists = new Map([
  ["in", "IN"],
  ["notIn", "NOT IN"],
  ["includes", "INCLUDES"],
  ["excludes", "EXCLUDES"],
]);

/** The condition as it stands after WHERE. */
export function soqlOf(condition: ListCondition): string {
  if ("condition" in condition) return `(NOT ${soqlOf(condition.condition)})`;
  if ("conditions" in condition) {
    const { conditions, conjunction } = condition;
    return `(${conditions.map(soqlOf).join(` ${conjunction.toUpperCase()} `)})`;
  }
  const { field, operator, values } = condition;
  if (operator === "notLike") return `(NOT ${field} LIKE ${values[0]})`;
  const list = lists.get(operator);
  return list === undefined
    ? `${field} ${signs.get(operator) ?? operator} ${values[0]}`
    : `${field} ${list} (${values.join(", ")})`;
}
