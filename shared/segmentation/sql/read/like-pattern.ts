/** What a LIKE pattern asks of a text, or why no rule asks that. */
export type LikePattern =
  | {
      readonly ok: true;
      readonly asks: "contains" | "beginsWith" | "endsWith" | "=";
      readonly value: string;
    }
  | { readonly ok: false; readonly remedy: string };

/** @param escape the character that takes the meaning off the one after it. */
export function readLikePattern(pattern: string, escape: string | undefined): LikePattern {
  if (escape === undefined && pattern.includes("\\")) {
    return refused(
      "databases differ on backslashes in patterns: say which one you mean with ESCAPE.",
    );
  }
  const parts = partsOf(pattern, escape);
  if (parts === undefined) return refused("the escape character stands before nothing it escapes.");
  const starts = parts[0] === anything;
  const ends = parts.length > 1 && parts.at(-1) === anything;
  const middle = parts.slice(starts ? 1 : 0, ends ? -1 : undefined);
  const text = middle.filter((part) => typeof part === "string");
  if (text.length < middle.length) {
    return refused(
      "a rule looks for one text without wildcards inside: split the pattern, or use IN.",
    );
  }
  const value = text.join("");
  if ((starts || ends) && value === "") return refused("every text is like that: use IS NOT NULL.");
  return { ok: true, asks: asked(starts, ends), value };
}

const anything = Symbol("%");
const anyCharacter = Symbol("_");

type Part = string | typeof anything | typeof anyCharacter;

function partsOf(pattern: string, escape: string | undefined): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === escape) {
      const escaped = pattern.charAt(++at);
      if (escaped !== "%" && escaped !== "_" && escaped !== escape) return undefined;
      parts.push(escaped);
    } else if (character === "%") parts.push(anything);
    else parts.push(character === "_" ? anyCharacter : character);
  }
  return parts;
}

function asked(starts: boolean, ends: boolean) {
  if (starts) return ends ? "contains" : "endsWith";
  return ends ? "beginsWith" : "=";
}

function refused(remedy: string): LikePattern {
  return { ok: false, remedy };
}
