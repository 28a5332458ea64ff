/** A value of a record or of a query. */
export type Value = string | number | boolean | null;
type Row = Readonly<Record<string, Value>>;

export interface Query {
  /** Undefined for `FIELDS(ALL)`. */
  readonly fields: readonly string[] | undefined;
  readonly isCount: boolean;
  readonly from: string;
  readonly matches: (row: Row) => boolean;
  readonly named: readonly string[];
  readonly orderBy: string | undefined;
  readonly limit: number | undefined;
}

/** Why a query cannot be read, as Salesforce's MALFORMED_QUERY. */
export class MalformedQuery extends Error {}

const token =
  /\s*(?:'((?:[^'\\]|\\.)*)'|(\d{4}-\d\d-\d\dT[\d:.]+Z)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(<=|>=|!=|[=<>(),]))/y;

interface Token {
  readonly kind: "text" | "instant" | "number" | "word" | "sign";
  readonly text: string;
}

function tokensOf(soql: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < soql.trimEnd().length) {
    const at = token.lastIndex;
    const found = token.exec(soql);
    if (found === null) throw new MalformedQuery(`unexpected token: ${soql.slice(at, at + 20)}`);
    const [, text, instant, number, word, sign] = found;
    if (text !== undefined) tokens.push({ kind: "text", text: text.replaceAll(/\\(.)/g, "$1") });
    else if (instant !== undefined) tokens.push({ kind: "instant", text: instant });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else tokens.push({ kind: "sign", text: sign ?? "" });
  }
  return tokens;
}

/** The part of SOQL that programs which keep records in step use. */
export function parseSoql(soql: string): Query {
  return new Parser(tokensOf(soql)).query();
}

type Test = Query["matches"];

class Parser {
  readonly #tokens: Token[];
  readonly #named: string[] = [];

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  query(): Query {
    this.#expect("SELECT");
    const { fields, isCount } = this.#selected();
    this.#expect("FROM");
    const from = this.#next().text;
    const matches = this.#takes("WHERE") ? this.#any() : () => true;
    const orderBy = this.#takes("ORDER") ? this.#order() : undefined;
    const limit = this.#takes("LIMIT") ? Number(this.#next().text) : undefined;
    const [rest] = this.#tokens;
    if (rest !== undefined) throw new MalformedQuery(`unexpected token: ${rest.text}`);
    return { fields, isCount, from, matches, named: this.#named, orderBy, limit };
  }

  #selected(): Pick<Query, "fields" | "isCount"> {
    const names: string[] = [];
    do {
      const { text } = this.#next();
      if (this.#takes("(")) {
        const inside = this.#takes(")") ? "" : this.#next().text;
        if (inside !== "") this.#expect(")");
        const isCount = text.toUpperCase() === "COUNT";
        if (!isCount && inside !== "ALL") throw new MalformedQuery(`unknown function ${text}`);
        return { fields: isCount ? [] : undefined, isCount };
      }
      names.push(text);
    } while (this.#takes(","));
    this.#named.push(...names);
    return { fields: names, isCount: false };
  }

  #order(): string {
    this.#expect("BY");
    const { text } = this.#next();
    this.#named.push(text);
    this.#takes("ASC");
    return text;
  }

  #any(): Test {
    const tests = [this.#all()];
    while (this.#takes("OR")) tests.push(this.#all());
    return (row) => tests.some((test) => test(row));
  }

  #all(): Test {
    const tests = [this.#one()];
    while (this.#takes("AND")) tests.push(this.#one());
    return (row) => tests.every((test) => test(row));
  }

  #one(): Test {
    if (this.#takes("(")) {
      const inside = this.#any();
      this.#expect(")");
      return inside;
    }
    const field = this.#next().text;
    this.#named.push(field);
    if (this.#takes("IN")) {
      const wanted = this.#list();
      return (row) => wanted.includes(row[field] ?? null);
    }
    const sign = this.#next().text;
    const wanted = this.#value();
    return (row) => compare(row[field] ?? null, sign, wanted);
  }

  #list(): Value[] {
    this.#expect("(");
    const values = [this.#value()];
    while (this.#takes(",")) values.push(this.#value());
    this.#expect(")");
    return values;
  }

  #value(): Value {
    const { kind, text } = this.#next();
    if (kind === "number") return Number(text);
    if (kind === "text") return text;
    if (kind === "instant") return new Date(text).toISOString();
    if (text === "null") return null;
    if (text === "true" || text === "false") return text === "true";
    throw new MalformedQuery(`unexpected token: ${text}`);
  }

  #takes(text: string): boolean {
    const [first] = this.#tokens;
    if (first === undefined || first.kind === "text") return false;
    if (first.text.toUpperCase() !== text) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw new MalformedQuery(`expecting ${text}`);
  }

  #next(): Token {
    const first = this.#tokens.shift();
    if (first === undefined) throw new MalformedQuery("unexpected end of the query");
    return first;
  }
}

function compare(value: Value, sign: string, wanted: Value): boolean {
  if (sign === "=") return value === wanted;
  if (sign === "!=") return value !== wanted;
  if (value === null || wanted === null || typeof value !== typeof wanted) return false;
  switch (sign) {
    case "<":
      return value < wanted;
    case "<=":
      return value <= wanted;
    case ">":
      return value > wanted;
    case ">=":
      return value >= wanted;
    default:
      throw new MalformedQuery(`unexpected token: ${sign}`);
  }
}
