import { attributeProblem, declarationAt } from "../language/scopes.ts";
import type { PlacedCondition } from "./placed-rule.ts";
import type { Reading } from "./reading.ts";
import { pointerTo } from "./rule-problem.ts";

const mostFallbacks = 10;

/** Reports fallback attributes that cannot stand in for the field; whether it did. */
export function reportFallbacks(placed: PlacedCondition, reading: Reading): boolean {
  const { condition, pointer } = placed;
  const { coalesce } = condition;
  if (coalesce === undefined) return false;
  const place = pointerTo(pointer, "coalesce");
  if (coalesce.length === 0 || coalesce.length > mostFallbacks) {
    reading.report(place, `Name 1 to ${mostFallbacks} fallback attributes, or remove coalesce.`);
    return true;
  }
  const problems = coalesce.map((name, at) => fallbackProblem(placed, coalesce, name, at, reading));
  const first = problems.findIndex((problem) => problem !== undefined);
  if (first === -1) return false;
  reading.report(pointerTo(place, first), problems[first] ?? "");
  return true;
}

function fallbackProblem(
  { condition, scope }: PlacedCondition,
  coalesce: readonly string[],
  name: string,
  at: number,
  { attributes }: Reading,
): string | undefined {
  const problem = attributeProblem(name, scope);
  if (problem !== undefined) return problem;
  const { field } = condition;
  if (name === field || coalesce.indexOf(name) < at) {
    return `"${name}" is read before already: name another attribute.`;
  }
  const own = declarationAt(field, scope, attributes);
  const other = declarationAt(name, scope, attributes);
  if (own?.type !== other?.type) {
    return `"${name}" is ${declaredAs(other?.type)}, "${field}" is ${declaredAs(own?.type)}: give both one type.`;
  }
  // The values given are normalised once, as the field's own are.
  return JSON.stringify(own?.normalise ?? {}) === JSON.stringify(other?.normalise ?? {})
    ? undefined
    : `"${name}" and "${field}" are normalised differently: declare both alike.`;
}

function declaredAs(type: string | undefined): string {
  return type === undefined ? "not declared" : `declared as ${type}`;
}
