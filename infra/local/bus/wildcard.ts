/**
 * Reads a pattern in which `*` stands for any characters, `\*` for an asterisk and `\\` for a
 * backslash. Returns the literal pieces between the wildcards, or what is wrong with it.
 */
export const wildcardPieces = (pattern: string): string[] | { readonly fault: string } => {
  const pieces: string[] = [];
  let piece = "";
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const following = pattern.charAt(at + 1);
    if (character === "\\") {
      if (following !== "*" && following !== "\\") {
        return { fault: "a backslash in a wildcard escapes only * or another backslash" };
      }
      piece += following;
      at += 1;
    } else if (character === "*") {
      if (following === "*") return { fault: "a wildcard has no two asterisks in a row" };
      pieces.push(piece);
      piece = "";
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
};

/** Whether `text` is the pieces in order, with anything between them. Linear in both. */
export const matchesPieces = (pieces: readonly string[], text: string): boolean => {
  const first = pieces[0] ?? "";
  if (pieces.length === 1) return text === first;
  const last = pieces.at(-1) ?? "";
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
};
