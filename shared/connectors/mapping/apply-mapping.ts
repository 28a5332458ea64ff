import jsonata from "jsonata";
import { Problem } from "../../runtime/errors.ts";
import { boundedRegExp } from "./bounded-regexp.ts";
import { mappingObjection } from "./check-mapping.ts";
import { EvaluationBudget } from "./evaluation-budget.ts";
import { isFunctionValue } from "./function-value.ts";
import { sentenceOf } from "./mapping-error.ts";
import { giveFunctions } from "./mapping-functions.ts";

/** Far beyond what the steps take of themselves: only against costly work in each of them. */
const patienceMs = 3_000;
const longestList = 10_000;

/**
 * Evaluates a mapping over a payload and returns plain JSON; undefined where the mapping says
 * nothing of this payload. The same payload received at the same instant (`receivedAt`, ms)
 * gives the same answer. Throws a `Problem` (422) that says why the mapping failed.
 */
export async function applyMapping(
  mapping: string,
  payload: unknown,
  receivedAt: number,
): Promise<unknown> {
  const objection = mappingObjection(mapping);
  if (objection !== undefined) throw failed(objection);
  try {
    return asJson(await evaluate(mapping, payload, receivedAt));
  } catch (error) {
    throw failed(sentenceOf(error));
  }
}

async function evaluate(mapping: string, payload: unknown, receivedAt: number): Promise<unknown> {
  const budget = new EvaluationBudget(payload);
  const expression = jsonata(mapping, {
    timeout: patienceMs,
    sequence: longestList,
    RegexEngine: boundedRegExp(),
  });
  await giveFunctions(expression, receivedAt);
  watch(expression, "jsonata.__evaluate_entry", () => budget.enter());
  watch(expression, "jsonata.__evaluate_exit", (_part, _input, _environment, result) => {
    if (!isTuples(result)) budget.leave(result);
  });
  const result: unknown = await expression.evaluate(payload);
  return result;
}

/** Called around each step. The evaluator looks these up by symbol, which its types leave out. */
function watch(
  expression: jsonata.Expression,
  hook: string,
  notice: (...step: readonly unknown[]) => void,
): void {
  Reflect.apply(expression.assign, expression, [Symbol.for(hook), notice]);
}

/** The evaluator's own note of which value belongs to which; no mapping sees it as a value. */
function isTuples(result: unknown): boolean {
  return Array.isArray(result) && "tupleStream" in result && result.tupleStream === true;
}

/** Without functions, and without what the evaluator hangs on lists. */
function asJson(result: unknown): unknown {
  const text = JSON.stringify(result, (_, value: unknown) =>
    typeof value === "object" && value !== null && isFunctionValue(value) ? undefined : value,
  );
  if (text === undefined) return undefined;
  const plain: unknown = JSON.parse(text);
  return plain;
}

function failed(detail: string): Problem {
  return new Problem(422, "The mapping failed", detail);
}
