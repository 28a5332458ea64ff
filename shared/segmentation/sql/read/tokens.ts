import { problemWith, type SqlProblem } from "./sql-problem.ts";

/** A piece of SQL. `text` is what it stands for: names and strings without their quotes. */
export interface Token {
  readonly kind: "word" | "name" | "string" | "number" | "symbol";
  readonly text: string;
  /** Where it stands in the SQL, `until` excluded. */
  readonly from: number;
  readonly until: number;
}

export type Tokens =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly problem: SqlProblem };

const space = /\s+/y;
const shapes: readonly (readonly [Token["kind"], RegExp, (text: string) => string])[] = [
  ["string", /'(?:[^']|'')*'/y, (text) => text.slice(1, -1).replaceAll("''", "'")],
  ["name", /"(?:[^"]|"")+"/y, (text) => text.slice(1, -1).replaceAll('""', '"')],
  ["name", /`(?:[^`]|``)+`/y, (text) => text.slice(1, -1).replaceAll("``", "`")],
  ["name", /\[[^\]]+\]/y, (text) => text.slice(1, -1)],
  ["number", /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_.])/uy, (text) => text],
  ["word", /[\p{L}_][\p{L}\p{N}_$]*/uy, (text) => text],
  // A number that goes on as a word is one piece: begun anew at each digit, reading would take its square.
  ["symbol", /<=|>=|<>|!=|\.?\d[\p{L}\p{N}_.]*|[^\s'"`;[]/uy, (text) => text],
];

/** Takes SQL to pieces, every character but spaces in one of them; time grows with its length only. */
export function readTokens(sql: string): Tokens {
  const tokens: Token[] = [];
  for (let from = 0; from < sql.length; ) {
    const blank = matchAt(space, sql, from);
    if (blank !== undefined) {
      from += blank.length;
      continue;
    }
    const token = tokenAt(sql, from);
    if (token === undefined) return { ok: false, problem: unreadable(sql.slice(from)) };
    tokens.push(token);
    from = token.until;
  }
  return { ok: true, tokens };
}

function tokenAt(sql: string, from: number): Token | undefined {
  if (sql.startsWith("--", from) || sql.startsWith("/*", from)) return undefined;
  for (const [kind, shape, valueOf] of shapes) {
    const found = matchAt(shape, sql, from);
    if (found !== undefined) {
      return { kind, text: valueOf(found), from, until: from + found.length };
    }
  }
  return undefined;
}

function matchAt(shape: RegExp, text: string, at: number): string | undefined {
  shape.lastIndex = at;
  return shape.exec(text)?.[0];
}

function unreadable(rest: string): SqlProblem {
  if (rest.startsWith("--") || rest.startsWith("/*")) {
    return problemWith(rest, "take the comment out.");
  }
  if (/^['"`]/.test(rest)) return problemWith(rest, "close the quotes.");
  if (rest.startsWith("[")) return problemWith(rest, "put a name between [ and ].");
  return problemWith(rest, "give one condition, without a semicolon.");
}
