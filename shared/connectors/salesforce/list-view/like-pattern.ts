import { always, compares, type Holds } from "../../list-formula/formula.ts";

/**
 * What a pattern of LIKE asks of a text: pieces at its beginning, its end, or anywhere. Undefined
 * for one that no operator of a rule can ask: a wildcard for one character, or one in the middle.
 */
export function likeHolds(pattern: string): Holds | undefined {
  const parts = partsOf(pattern);
  if (parts === undefined) return undefined;
  const [first = "", ...others] = parts;
  const last = others.at(-1);
  if (last === undefined) return compares("=", first);
  const inner = others.slice(0, -1).filter((part) => part !== "");
  const edges = [first, last].filter((part) => part !== "");
  if (inner.length + edges.length === 0) return always;
  if (inner.length === 1 && edges.length === 0) return compares("contains", inner[0]);
  if (inner.length > 0 || edges.length > 1) return undefined;
  return first === "" ? compares("endsWith", last) : compares("beginsWith", first);
}

/** The pieces between the wildcards for any text. */
function partsOf(pattern: string): string[] | undefined {
  const parts = [""];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (character === "_") return undefined;
    if (character === "%") parts.push("");
    else if (character === "\\" && (next === "%" || next === "_")) {
      parts.push(`${parts.pop() ?? ""}${next}`);
      at += 1;
    } else parts.push(`${parts.pop() ?? ""}${character}`);
  }
  return parts;
}
