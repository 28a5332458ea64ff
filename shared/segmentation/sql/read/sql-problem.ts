/** A part of a SQL text that no rule says. */
export interface SqlProblem {
  /** As it stands in the text. */
  readonly text: string;
  /** A sentence that names it and says what to do. */
  readonly message: string;
}

const longestQuote = 120;

export function problemWith(text: string, remedy: string): SqlProblem {
  const quote = text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
  return { text, message: `${JSON.stringify(quote)} cannot be read: ${remedy}` };
}
