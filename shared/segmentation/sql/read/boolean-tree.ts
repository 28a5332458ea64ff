import { deepestRule, mostConditions } from "../../parse/rule-limits.ts";
import { problemWith, type SqlProblem } from "./sql-problem.ts";
import type { Token } from "./tokens.ts";

/** How AND, OR, NOT and parentheses join what stands between them. */
export type BooleanTree =
  | { readonly kind: "leaf"; readonly tokens: readonly Token[] }
  | { readonly kind: "not"; readonly member: BooleanTree }
  | { readonly kind: "and" | "or"; readonly members: readonly BooleanTree[] };

export type ReadTree =
  | { readonly ok: true; readonly tree: BooleanTree }
  | { readonly ok: false; readonly problem: SqlProblem };

/**
 * Reads the structure of a condition by SQL's precedence: NOT binds tighter than AND, AND
 * tighter than OR. It shares nothing with react-querybuilder's parser, to check it by.
 */
export function readTree(sql: string, tokens: readonly Token[]): ReadTree {
  try {
    const reader = new TreeReader(sql, tokens);
    return { ok: true, tree: reader.readAll() };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.problem };
    throw error;
  }
}

export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === word;
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === "symbol" && token.text === symbol;
}

class Unreadable extends Error {
  readonly problem: SqlProblem;

  constructor(problem: SqlProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

class TreeReader {
  readonly #sql: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #leaves = 0;

  constructor(sql: string, tokens: readonly Token[]) {
    this.#sql = sql;
    this.#tokens = tokens;
  }

  readAll(): BooleanTree {
    const tree = this.#readJoined("or", 0);
    if (this.#at < this.#tokens.length) {
      this.#refuse(this.#at, "there is a closing parenthesis too many.");
    }
    return tree;
  }

  #readJoined(kind: "and" | "or", depth: number): BooleanTree {
    const next = () => (kind === "or" ? this.#readJoined("and", depth) : this.#readOne(depth));
    const first = next();
    const members = [first];
    while (isWord(this.#tokens[this.#at], kind.toUpperCase())) {
      this.#at++;
      members.push(next());
    }
    return members.length === 1 ? first : { kind, members };
  }

  #readOne(depth: number): BooleanTree {
    if (depth >= deepestRule) {
      this.#refuse(this.#at, `groups nest at most ${deepestRule} deep: flatten the condition.`);
    }
    if (isWord(this.#tokens[this.#at], "NOT")) {
      this.#at++;
      return { kind: "not", member: this.#readOne(depth + 1) };
    }
    if (!this.#isGroupAhead()) return this.#readLeaf();
    this.#at++;
    const group = this.#readJoined("or", depth + 1);
    this.#at++;
    return group;
  }

  /** Whether a parenthesis opens here that closes before AND, OR, another one or the end. */
  #isGroupAhead(): boolean {
    if (!isSymbol(this.#tokens[this.#at], "(")) return false;
    const closing = this.#closingOf(this.#at);
    return closing === undefined ? this.#unclosed() : this.#endsLeaf(closing + 1);
  }

  #unclosed(): never {
    return this.#refuse(this.#at, "close the parenthesis.");
  }

  #closingOf(opening: number): number | undefined {
    let open = 0;
    for (let at = opening; at < this.#tokens.length; at++) {
      if (isSymbol(this.#tokens[at], "(")) open++;
      if (isSymbol(this.#tokens[at], ")") && --open === 0) return at;
    }
    return undefined;
  }

  #endsLeaf(at: number): boolean {
    const token = this.#tokens[at];
    return (
      token === undefined || isWord(token, "AND") || isWord(token, "OR") || isSymbol(token, ")")
    );
  }

  /** Everything up to the next AND or OR; the AND of a BETWEEN belongs to it. */
  #readLeaf(): BooleanTree {
    if (++this.#leaves > mostConditions) {
      this.#refuse(this.#at, `a rule has at most ${mostConditions} conditions: use lists with IN.`);
    }
    const from = this.#at;
    let between = false;
    while (!this.#endsLeaf(this.#at) || (between && isWord(this.#tokens[this.#at], "AND"))) {
      if (this.#at >= this.#tokens.length) break;
      if (isWord(this.#tokens[this.#at], "AND")) between = false;
      if (isWord(this.#tokens[this.#at], "BETWEEN")) between = true;
      const closing = isSymbol(this.#tokens[this.#at], "(") ? this.#closingOf(this.#at) : this.#at;
      this.#at = (closing ?? this.#unclosed()) + 1;
    }
    if (this.#at === from) this.#refuse(from, "a condition is missing here.");
    return { kind: "leaf", tokens: this.#tokens.slice(from, this.#at) };
  }

  /** Names the SQL from a token on, with the word before it, for there may be nothing after. */
  #refuse(at: number, remedy: string): never {
    const from = this.#tokens[at]?.from ?? this.#tokens[at - 1]?.from ?? 0;
    throw new Unreadable(problemWith(this.#sql.slice(from), remedy));
  }
}
