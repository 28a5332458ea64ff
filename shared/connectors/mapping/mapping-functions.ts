import jsonata, { type Expression } from "jsonata";
import { MappingStopped } from "./mapping-stopped.ts";
import { readInstant } from "./read-instant.ts";

const widestPadding = 10_000;

/** What would make a mapping say something else each time, or run what nobody has checked. */
export const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ["random", "a mapping gives the same events each time, so $random is not available"],
  ["shuffle", "a mapping gives the same events each time, so $shuffle is not available"],
  ["eval", "a mapping is checked before it is saved, so $eval is not available"],
]);

/**
 * Replaces what is not deterministic (`$now` and `$millis` are the instant the webhook came
 * in) or not bounded, and adds `$instant`.
 */
export async function giveFunctions(expression: Expression, receivedAt: number): Promise<void> {
  const readPicture = await pictureReader(new Date(receivedAt));
  const receivedIso = new Date(receivedAt).toISOString();
  expression.registerFunction("now", () => receivedIso, "<:s>");
  expression.registerFunction("millis", () => receivedAt, "<:n>");
  expression.registerFunction("instant", readInstant, "<x-:s>");
  expression.registerFunction(
    "toMillis",
    (text?: string, picture?: string) =>
      picture === undefined ? milliseconds(text) : readPicture(text, picture),
    "<s-s?:n>",
  );
  expression.registerFunction("pad", pad, "<s-ns?:s>");
  expression.registerFunction("distinct", distinct, "<x:x>");
  for (const [name, why] of refusedFunctions)
    expression.registerFunction(name, () => {
      throw new MappingStopped(`It calls $${name}: ${why}.`);
    });
}

function milliseconds(text: string | undefined): number | undefined {
  const instant = readInstant(text);
  return instant === undefined ? undefined : Date.parse(instant);
}

/**
 * The evaluator's own reading of dates by a picture such as `[M01]/[D01]/[Y0001]`. What the
 * picture leaves out is taken from `receivedAt`, where the original would ask the clock.
 */
async function pictureReader(receivedAt: Date): Promise<(...texts: unknown[]) => unknown> {
  const builtIn: unknown = await jsonata("$toMillis").evaluate(undefined);
  const read: unknown =
    typeof builtIn === "object" && builtIn !== null && "implementation" in builtIn
      ? builtIn.implementation
      : undefined;
  if (typeof read !== "function") throw new TypeError("$toMillis has no implementation.");
  const focus = { environment: { timestamp: receivedAt } };
  return (...texts) => {
    const at: unknown = Reflect.apply(read, focus, texts);
    return at;
  };
}

function pad(text: string | undefined, width: number, fill = " "): string | undefined {
  if (text === undefined) return undefined;
  if (Math.abs(width) > widestPadding)
    throw new MappingStopped(`$pad makes at most ${widestPadding} characters.`);
  const filler = fill === "" ? " " : fill;
  return width < 0 ? text.padStart(-width, filler) : text.padEnd(width, filler);
}

/** In time proportional to the list; the built-in one compares each with each. */
function distinct(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  const members: readonly unknown[] = list;
  const found = new Map<string, unknown>();
  for (const member of members) {
    const content = contentOf(member);
    if (!found.has(content)) found.set(content, member);
  }
  return [...found.values()];
}

/** Equal for values that JSON does not tell apart, whatever the order of their members. */
function contentOf(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
