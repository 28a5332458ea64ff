/**
 * Whether a value of an evaluation is one of its functions. The evaluator marks them by a
 * member; a payload may carry such a mark too, but no code beside it.
 */
export function isFunctionValue(value: object): boolean {
  return holdsCode(value, "_jsonata_function", "implementation") || isLambda(value);
}

function isLambda(value: object): boolean {
  if (!isMarked(value, "_jsonata_lambda")) return false;
  const environment: unknown = Reflect.get(value, "environment");
  return typeof environment === "object" && environment !== null && isCode(environment, "lookup");
}

function holdsCode(value: object, mark: string, member: string): boolean {
  return isMarked(value, mark) && isCode(value, member);
}

function isMarked(value: object, mark: string): boolean {
  return Object.hasOwn(value, mark) && Reflect.get(value, mark) === true;
}

function isCode(value: object, member: string): boolean {
  return typeof Reflect.get(value, member) === "function";
}
