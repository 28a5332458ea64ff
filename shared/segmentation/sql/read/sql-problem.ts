/** A part of a SQL text that no rule says. */
export interface SqlProblem {
  /** As it stands in the text. */
  readonly text: string;
  /** A sentence that names it and says what to do. */
  readonly message: string;
}

/** SQL that has no counterpart among rules. @param remedy goes on after a colon. */
export function problemWith(text: string, remedy: string): SqlProblem {
  return { text, message: `${quoteOf(text)} cannot be read: ${remedy}` };
}

/** SQL that makes a condition no rule may have. @param reason a sentence. */
export function impossible(text: string, reason: string): SqlProblem {
  return { text, message: `${quoteOf(text)} is no possible condition. ${reason}` };
}

const longestQuote = 120;

function quoteOf(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}
