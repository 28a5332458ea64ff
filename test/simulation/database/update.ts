import {
  type Operand,
  type Path,
  placeOf,
  readOperand,
  readPath,
  type Scope,
  valueAt,
} from "./operand.ts";
import { Tokens } from "./tokens.ts";
import { copied, define, type Item, isRecord } from "./values.ts";

/** A change of one place; all of one expression see the item as it was. */
type Action = (scope: Scope, next: Record<string, unknown>) => void;

const read = new Map<string, readonly Action[]>();

/** The item after an update expression: `SET`, `REMOVE` and `ADD`. */
export function updated(text: string, scope: Scope): Item {
  const next = { ...scope.item };
  for (const act of actionsOf(text)) act(scope, next);
  return next;
}

function actionsOf(text: string): readonly Action[] {
  const known = read.get(text);
  if (known !== undefined) return known;
  const tokens = new Tokens(text);
  const actions: Action[] = [];
  while (tokens.peek() !== undefined) {
    const clause = clauseOf(tokens);
    do actions.push(clause(tokens));
    while (tokens.takeIf(","));
  }
  read.set(text, actions);
  return actions;
}

function clauseOf(tokens: Tokens): (tokens: Tokens) => Action {
  const word = tokens.take().toUpperCase();
  switch (word) {
    case "SET":
      return readSet;
    case "REMOVE":
      return readRemove;
    case "ADD":
      return readAdd;
    default:
      throw new SyntaxError(`The model knows no ${word} clause`);
  }
}

function readSet(tokens: Tokens): Action {
  const path = readPath(tokens);
  tokens.expect("=");
  let value = readTerm(tokens);
  while (tokens.peek() === "+" || tokens.peek() === "-") {
    const factor = tokens.take() === "+" ? 1 : -1;
    const [left, right] = [value, readTerm(tokens)];
    value = (scope) => numberOf(left(scope)) + factor * numberOf(right(scope));
  }
  return (scope, next) => place(next, placeOf(path, scope), copied(value(scope)));
}

/** A term of a sum; `if_not_exists(a, :b)` is the only function the model knows. */
function readTerm(tokens: Tokens): Operand {
  if (tokens.peek(1) !== "(") return readOperand(tokens);
  tokens.expect("IF_NOT_EXISTS");
  tokens.expect("(");
  const path: Path = readPath(tokens);
  tokens.expect(",");
  const otherwise = readOperand(tokens);
  tokens.expect(")");
  return (scope) => valueAt(path, scope) ?? otherwise(scope);
}

function readRemove(tokens: Tokens): Action {
  const path = readPath(tokens);
  return (scope, next) => {
    const steps = placeOf(path, scope);
    const owner = ownerOf(next, steps);
    const last = steps.at(-1);
    if (owner !== undefined && last !== undefined) delete owner[last];
  };
}

function readAdd(tokens: Tokens): Action {
  const path = readPath(tokens);
  const added = readOperand(tokens);
  return (scope, next) => {
    place(next, placeOf(path, scope), sumOf(valueAt(path, scope), added(scope)));
  };
}

/** Of numbers, or of sets. */
function sumOf(known: unknown, added: unknown): unknown {
  if (!(added instanceof Set)) return numberOf(known ?? 0) + numberOf(added);
  if (added.size === 0) throw refused("An attribute value may not contain an empty set");
  if (known !== undefined && !(known instanceof Set)) return numberOf(known);
  return new Set([...(known ?? []), ...added]);
}

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  throw refused("An operand in the update expression has an incorrect data type");
}

function place(item: Record<string, unknown>, steps: readonly string[], value: unknown): void {
  const owner = ownerOf(item, steps);
  const last = steps.at(-1);
  if (owner === undefined || last === undefined)
    throw refused("The document path provided in the update expression is invalid for update");
  define(owner, last, value);
}

/** What holds the last step, copied on the way: what is stored is not changed. */
function ownerOf(
  item: Record<string, unknown>,
  steps: readonly string[],
): Record<string, unknown> | undefined {
  let owner: Record<string, unknown> = item;
  for (const step of steps.slice(0, -1)) {
    const inner = Object.hasOwn(owner, step) ? owner[step] : undefined;
    if (!isRecord(inner)) return undefined;
    const copy = { ...inner };
    define(owner, step, copy);
    owner = copy;
  }
  return owner;
}

export function refused(message: string): Error {
  const error = new Error(message);
  error.name = "ValidationException";
  return error;
}
