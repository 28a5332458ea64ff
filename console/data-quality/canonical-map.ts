import type { Schemas } from "../api/client.ts";

type Detail = Schemas["AttributeDetail"];
export type Declaration = NonNullable<Detail["suggestion"]>;
export type DeclaredType = Declaration["type"];

/** What one writes into the editor: which value becomes which, and how all are written. */
export interface CanonicalDraft {
  readonly type: DeclaredType;
  readonly trim: boolean;
  readonly case: "as-is" | "lower" | "upper";
  readonly map: Readonly<Record<string, string>>;
}

/** As it is declared; of what is not, with the type that its values came in. */
export function draftOf({ type, normalise = {}, seen }: Detail): CanonicalDraft {
  return {
    type: type ?? typeSeen(seen),
    trim: normalise.trim === true,
    case: normalise.case ?? "as-is",
    map: normalise.map ?? {},
  };
}

const jsonTypes = ["number", "boolean", "strings"] as const;

function typeSeen(seen: Detail["seen"]): DeclaredType {
  const [most] = Object.entries(seen).toSorted(([, one], [, other]) => other - one);
  return jsonTypes.find((each) => each === most?.[0]) ?? "string";
}

/** What the API takes, to try and to declare. */
export function declarationOf(
  { type, trim, case: turned, map }: CanonicalDraft,
  identity: boolean,
): Declaration {
  const isText = canNormalise(type);
  const normalise = {
    ...(trim ? { trim } : {}),
    ...(turned === "as-is" ? {} : { case: turned }),
    ...(Object.keys(map).length === 0 ? {} : { map: { ...map } }),
  };
  return {
    type,
    ...(isText && Object.keys(normalise).length > 0 ? { normalise } : {}),
    ...(identity ? { identity } : {}),
  };
}

/** Only texts are written in several ways. */
export function canNormalise(type: DeclaredType): boolean {
  return type === "string" || type === "enum" || type === "strings";
}

/**
 * Has `from` become `to`, and with it whatever became `from` until now: values are mapped once,
 * so a chain would end half way.
 */
export function renamed(
  map: Readonly<Record<string, string>>,
  from: string,
  to: string,
): Record<string, string> {
  const next: Record<string, string> = {};
  for (const [value, target] of Object.entries(map))
    if (value !== from && value !== to) next[value] = target === from ? to : target;
  if (from !== to) next[from] = to;
  return next;
}

export function without(
  map: Readonly<Record<string, string>>,
  value: string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([each]) => each !== value));
}

export function isSame(one: CanonicalDraft, other: CanonicalDraft): boolean {
  return contentOf(one) === contentOf(other);
}

function contentOf({ type, trim, case: turned, map }: CanonicalDraft): string {
  const entries = Object.entries(map).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([type, trim, turned, entries]);
}
