import {
  compare,
  dayOf,
  folded,
  hasChosen,
  isLike,
  isSpan,
  type Operand,
  spanOf,
  type Value,
} from "./soql-values.ts";

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
  /\s*(?:'((?:[^'\\]|\\.)*)'|(\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*(?::\d+)?)|(<=|>=|!=|<>|[=<>(),]))/y;

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
    if (text !== undefined) tokens.push({ kind: "text", text: unescaped(text) });
    else if (instant !== undefined) tokens.push({ kind: "instant", text: instant });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else tokens.push({ kind: "sign", text: sign ?? "" });
  }
  return tokens;
}

/** Before a wildcard the backslash stays, for LIKE. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([^%_])/g, "$1");
}

/** The part of SOQL that programs which keep records in step use, and list views. */
export function parseSoql(soql: string, now = Date.now()): Query {
  return new Parser(tokensOf(soql), now).query();
}

type Test = Query["matches"];

class Parser {
  readonly #tokens: Token[];
  readonly #named: string[] = [];

  readonly #now: number;

  constructor(tokens: Token[], now: number) {
    this.#tokens = tokens;
    this.#now = now;
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
    if (this.#takes("NOT")) {
      const inside = this.#one();
      return (row) => !inside(row);
    }
    const field = this.#next().text;
    this.#named.push(field);
    return this.#tested((row) => row[field] ?? null);
  }

  /** What follows a field. */
  #tested(valueOf: (row: Row) => Value): Test {
    if (this.#takes("NOT")) {
      this.#expect("IN");
      const isIn = this.#among(valueOf, isEqual);
      return (row) => !isIn(row);
    }
    if (this.#takes("IN")) return this.#among(valueOf, isEqual);
    if (this.#takes("INCLUDES")) return this.#among(valueOf, hasChosen);
    if (this.#takes("EXCLUDES")) {
      const includes = this.#among(valueOf, hasChosen);
      return (row) => !includes(row);
    }
    if (this.#takes("LIKE")) {
      const pattern = this.#value();
      return (row) => isLike(valueOf(row), pattern);
    }
    const sign = this.#next().text;
    const wanted = this.#value();
    if (compare(null, sign, null) === undefined) throw new MalformedQuery(`no operator: ${sign}`);
    return (row) => compare(valueOf(row), sign, wanted) === true;
  }

  #among(valueOf: (row: Row) => Value, holds: (value: Value, wanted: Operand) => boolean): Test {
    this.#expect("(");
    const values = [this.#value()];
    while (this.#takes(",")) values.push(this.#value());
    this.#expect(")");
    const wanted = new Set(values.filter((value) => !isSpan(value)).map(folded));
    // Queries of many ids: by what is equal at once.
    if (holds === isEqual && values.length === wanted.size)
      return (row) => wanted.has(folded(valueOf(row)));
    return (row) => values.some((each) => holds(valueOf(row), each));
  }

  #value(): Operand {
    const { kind, text } = this.#next();
    if (kind === "number") return Number(text);
    if (kind === "text") return text;
    if (kind === "instant" && text.length === 10) return dayOf(text);
    if (kind === "instant") return { from: Date.parse(text), until: Date.parse(text) + 1 };
    if (text.toLowerCase() === "null") return null;
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
    const span = spanOf(text.toUpperCase(), this.#now);
    if (span === undefined) throw new MalformedQuery(`unexpected token: ${text}`);
    return span;
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

function isEqual(value: Value, wanted: Operand): boolean {
  return compare(value, "=", wanted) === true;
}
