import type { Tokens } from "./tokens.ts";
import { type Item, isRecord } from "./values.ts";

/** What an expression is read with. */
export interface Scope {
  readonly item: Item | undefined;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A place in an item: names and positions from outside inward. */
export type Path = readonly string[];
export type Operand = (scope: Scope) => unknown;

/** `a`, `#n.#m`, `a[0]`. */
export function readPath(tokens: Tokens): Path {
  const path = [tokens.take()];
  for (;;) {
    if (tokens.takeIf(".")) path.push(tokens.take());
    else if (tokens.peek()?.startsWith("[")) path.push(tokens.take().slice(1, -1));
    else return path;
  }
}

export function placeOf(path: Path, { names }: Scope): string[] {
  return path.map((step) => {
    if (!step.startsWith("#")) return step;
    const name = names[step];
    if (name === undefined) throw new SyntaxError(`No name is given for ${step}`);
    return name;
  });
}

export function valueAt(path: Path, scope: Scope): unknown {
  let value: unknown = scope.item;
  for (const step of placeOf(path, scope)) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** A value that is given, or a place. */
export function readOperand(tokens: Tokens): Operand {
  const token = tokens.peek();
  if (token?.startsWith(":")) {
    tokens.take();
    return ({ values }) => {
      if (!Object.hasOwn(values, token)) throw new SyntaxError(`No value is given for ${token}`);
      return values[token];
    };
  }
  const path = readPath(tokens);
  return (scope) => valueAt(path, scope);
}
