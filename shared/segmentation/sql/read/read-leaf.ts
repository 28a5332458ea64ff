import type { Scalar } from "../../record.ts";
import type { Condition } from "../../rule.ts";
import { isSymbol, isWord } from "./boolean-tree.ts";
import { readLikePattern } from "./like-pattern.ts";
import type { Token } from "./tokens.ts";

/** One condition as SQL's own grammar has it, or what to do about the text. */
export type ReadLeaf =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly remedy: string };

const signs: ReadonlyMap<string, { readonly operator: string; readonly turned: string }> = new Map([
  ["=", { operator: "=", turned: "=" }],
  ["<>", { operator: "!=", turned: "!=" }],
  ["!=", { operator: "!=", turned: "!=" }],
  ["<", { operator: "<", turned: ">" }],
  ["<=", { operator: "<=", turned: ">=" }],
  [">", { operator: ">", turned: "<" }],
  [">=", { operator: ">=", turned: "<=" }],
]);

/** Reads one condition; every token is accounted for, or it is refused. */
export function readLeaf(given: readonly Token[]): ReadLeaf {
  const lossy = given.find((token) => token.kind === "number" && !isExact(token.text));
  if (lossy !== undefined) return refused(`write ${lossy.text} with at most 15 digits.`);
  const tokens = withSigns(given);
  if (isComparison(tokens)) return readComparison(...tokens);
  const [first, second] = tokens;
  const field = fieldOf(first);
  if (field === undefined) return refused(plainOnly);
  if (isWord(second, "IS")) return readPresence(field, tokens.slice(2));
  const negated = isWord(second, "NOT");
  return readPredicate(field, negated, tokens.slice(negated ? 2 : 1));
}

const plainOnly =
  "a rule compares a field with values, without functions, calculations, subqueries or names of tables.";

function refused(remedy: string): ReadLeaf {
  return { ok: false, remedy };
}

function read(condition: Condition): ReadLeaf {
  return { ok: true, condition };
}

type Comparison = readonly [Token, Token, Token];

function isComparison(tokens: readonly Token[]): tokens is Comparison {
  const [, sign] = tokens;
  return tokens.length === 3 && sign?.kind === "symbol" && signs.has(sign.text);
}

function readComparison(left: Token, sign: Token, right: Token): ReadLeaf {
  const row = signs.get(sign.text);
  const [field, other] = [fieldOf(left), fieldOf(right)];
  if (row === undefined) return refused(plainOnly);
  if (field !== undefined && other !== undefined) {
    return read({ field, operator: row.operator, value: other, valueSource: "field" });
  }
  if (field !== undefined) return compared(field, row.operator, right);
  return other === undefined ? refused(plainOnly) : compared(other, row.turned, left);
}

function compared(field: string, operator: string, token: Token): ReadLeaf {
  if (isWord(token, "NULL")) return refused("that is never true: use IS NULL or IS NOT NULL.");
  const value = literalOf(token);
  return value === undefined ? refused(plainOnly) : read({ field, operator, value });
}

function readPresence(field: string, rest: readonly Token[]): ReadLeaf {
  const negated = isWord(rest[0], "NOT");
  const [asked, ...more] = negated ? rest.slice(1) : rest;
  return isWord(asked, "NULL") && more.length === 0
    ? read({ field, operator: negated ? "notNull" : "null", value: null })
    : refused("after IS a rule takes NULL or NOT NULL only: compare with = instead.");
}

function readPredicate(field: string, negated: boolean, tokens: readonly Token[]): ReadLeaf {
  const [word, ...rest] = tokens;
  if (isWord(word, "IN")) return readList(field, negated ? "notIn" : "in", rest);
  if (isWord(word, "BETWEEN")) return readRange(field, negated ? "notBetween" : "between", rest);
  return isWord(word, "LIKE") ? readLike(field, negated, rest) : refused(plainOnly);
}

function readList(field: string, operator: string, tokens: readonly Token[]): ReadLeaf {
  const inner = tokens.slice(1, -1);
  const values = inner.filter((_, at) => at % 2 === 0).map(literalOf);
  const separated = inner.every((token, at) => at % 2 === 0 || isSymbol(token, ","));
  const known = values.filter((value) => value !== undefined);
  return isSymbol(tokens[0], "(") &&
    isSymbol(tokens.at(-1), ")") &&
    inner.length % 2 === 1 &&
    separated &&
    known.length === values.length
    ? read({ field, operator, value: known })
    : refused("give IN a list of values in parentheses, such as ('Gold', 'Silver').");
}

function readRange(field: string, operator: string, tokens: readonly Token[]): ReadLeaf {
  const [low, and, high] = tokens;
  const value = [literalOf(low), literalOf(high)].filter((end) => end !== undefined);
  return tokens.length === 3 && isWord(and, "AND") && value.length === 2
    ? read({ field, operator, value })
    : refused("give BETWEEN two values with AND between them.");
}

const negations = {
  contains: "doesNotContain",
  beginsWith: "doesNotBeginWith",
  endsWith: "doesNotEndWith",
  "=": "!=",
} as const;

function readLike(field: string, negated: boolean, tokens: readonly Token[]): ReadLeaf {
  const [pattern, escapes, escape] = tokens;
  const escaped = tokens.length === 3 && isWord(escapes, "ESCAPE") && escape?.kind === "string";
  if (pattern?.kind !== "string" || !(escaped || tokens.length === 1)) {
    return refused("give LIKE one pattern in single quotes.");
  }
  if (escaped && escape.text.length !== 1) return refused("give ESCAPE one character.");
  const like = readLikePattern(pattern.text, escaped ? escape.text : undefined);
  if (!like.ok) return refused(like.remedy);
  return read({ field, operator: negated ? negations[like.asks] : like.asks, value: like.value });
}

/** Words that mean something of their own in some database: a field of that name is quoted. */
const reserved = new Set(
  "ALL AND ANY AS BETWEEN CASE CAST COLLATE CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEFAULT DISTINCT DIV ELSE END ESCAPE EXISTS FALSE FROM IN INTERVAL IS LIKE LOCALTIME LOCALTIMESTAMP MOD NOT NULL OR SELECT SESSION_USER SOME THEN TRUE UNKNOWN USER WHEN WHERE XOR".split(
    " ",
  ),
);

function fieldOf(token: Token | undefined): string | undefined {
  if (token?.kind === "name") return token.text;
  return token?.kind === "word" && !reserved.has(token.text.toUpperCase()) ? token.text : undefined;
}

function literalOf(token: Token | undefined): Scalar | undefined {
  if (token?.kind === "string") return token.text;
  if (token?.kind === "number") return Number(token.text);
  if (isWord(token, "TRUE")) return true;
  return isWord(token, "FALSE") ? false : undefined;
}

const exactDigits = 15;

/** Whether a double holds the number as written. */
function isExact(text: string): boolean {
  const digits = text
    .replace(/[eE].*$/, "")
    .replace(".", "")
    .replace(/^0+/, "");
  return digits.length <= exactDigits && Number.isFinite(Number(text));
}

/** A sign and the number after it become one: nothing else may stand before a number. */
function withSigns(tokens: readonly Token[]): readonly Token[] {
  return tokens.flatMap((token, at) => {
    const [before, next] = [tokens[at - 1], tokens[at + 1]];
    const isSign = (each: Token | undefined) => isSymbol(each, "-") || isSymbol(each, "+");
    if (isSign(token) && next?.kind === "number") return [];
    if (token.kind !== "number" || before === undefined || !isSign(before)) return [token];
    return [{ ...token, text: `${before.text}${token.text}`, from: before.from }];
  });
}
