import { type Operand, readOperand, readPath, type Scope, valueAt } from "./operand.ts";
import { Tokens } from "./tokens.ts";
import { equals } from "./values.ts";

/** Conditions of writes, keys and filters: one grammar, read once per text. */
export type Condition = (scope: Scope) => boolean;

const read = new Map<string, Condition>();

export function conditionOf(text: string): Condition {
  const known = read.get(text);
  if (known !== undefined) return known;
  const tokens = new Tokens(text);
  const condition = either(tokens);
  if (tokens.peek() !== undefined) throw tokens.misread();
  read.set(text, condition);
  return condition;
}

function either(tokens: Tokens): Condition {
  let found = both(tokens);
  while (tokens.takeIf("OR")) {
    const [one, other] = [found, both(tokens)];
    found = (scope) => one(scope) || other(scope);
  }
  return found;
}

function both(tokens: Tokens): Condition {
  let found = single(tokens);
  while (tokens.takeIf("AND")) {
    const [one, other] = [found, single(tokens)];
    found = (scope) => one(scope) && other(scope);
  }
  return found;
}

function single(tokens: Tokens): Condition {
  if (tokens.takeIf("NOT")) {
    const negated = single(tokens);
    return (scope) => !negated(scope);
  }
  if (tokens.takeIf("(")) {
    const inner = either(tokens);
    tokens.expect(")");
    return inner;
  }
  return tokens.peek(1) === "(" ? test(tokens) : comparison(tokens);
}

/** `attribute_exists(a)`, `begins_with(a, :b)` and their like. */
function test(tokens: Tokens): Condition {
  const name = tokens.take();
  tokens.expect("(");
  const path = readPath(tokens);
  const argument = tokens.takeIf(",") ? readOperand(tokens) : undefined;
  tokens.expect(")");
  const given: Operand = argument ?? (() => undefined);
  switch (name) {
    case "attribute_exists":
      return (scope) => valueAt(path, scope) !== undefined;
    case "attribute_not_exists":
      return (scope) => valueAt(path, scope) === undefined;
    case "begins_with":
      return (scope) => {
        const [value, start] = [valueAt(path, scope), given(scope)];
        return typeof value === "string" && typeof start === "string" && value.startsWith(start);
      };
    default:
      throw new SyntaxError(`The model knows no ${name}()`);
  }
}

function comparison(tokens: Tokens): Condition {
  const left = readOperand(tokens);
  if (tokens.takeIf("BETWEEN")) {
    const low = readOperand(tokens);
    tokens.expect("AND");
    const high = readOperand(tokens);
    return (scope) =>
      order(left(scope), low(scope), (by) => by >= 0) &&
      order(left(scope), high(scope), (by) => by <= 0);
  }
  if (tokens.takeIf("IN")) return membership(tokens, left);
  const sign = tokens.take();
  const right = readOperand(tokens);
  switch (sign) {
    case "=":
      return (scope) => present(left(scope)) && equals(left(scope), right(scope));
    case "<>":
      return (scope) => !equals(left(scope), right(scope));
    case "<":
      return (scope) => order(left(scope), right(scope), (by) => by < 0);
    case "<=":
      return (scope) => order(left(scope), right(scope), (by) => by <= 0);
    case ">":
      return (scope) => order(left(scope), right(scope), (by) => by > 0);
    case ">=":
      return (scope) => order(left(scope), right(scope), (by) => by >= 0);
    default:
      throw tokens.misread();
  }
}

function membership(tokens: Tokens, left: Operand): Condition {
  tokens.expect("(");
  const allowed = [readOperand(tokens)];
  while (tokens.takeIf(",")) allowed.push(readOperand(tokens));
  tokens.expect(")");
  return (scope) =>
    allowed.some((each) => present(left(scope)) && equals(left(scope), each(scope)));
}

function present(value: unknown): boolean {
  return value !== undefined;
}

/** Values of different types, or missing ones, are in no order. */
function order(one: unknown, other: unknown, holds: (by: number) => boolean): boolean {
  if (typeof one === "number" && typeof other === "number") return holds(one - other);
  if (typeof one === "string" && typeof other === "string")
    return holds(one === other ? 0 : one < other ? -1 : 1);
  return false;
}
