const pattern =
  /\s*(?:(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<name>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<index>\[\d+\])|(?<sign><>|<=|>=|[=<>(),.+-]))/y;

/** The words and signs of an expression, one after the other. */
export class Tokens {
  readonly #tokens: readonly string[];
  readonly #text: string;
  #place = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = split(text);
  }

  peek(ahead = 0): string | undefined {
    return this.#tokens[this.#place + ahead];
  }

  take(): string {
    const token = this.peek();
    if (token === undefined) throw this.misread();
    this.#place += 1;
    return token;
  }

  /** Whether the next token is the given one, in capitals or not; then it is taken. */
  takeIf(wanted: string): boolean {
    if (this.peek()?.toUpperCase() !== wanted) return false;
    this.#place += 1;
    return true;
  }

  expect(wanted: string): void {
    if (!this.takeIf(wanted)) throw this.misread();
  }

  misread(): Error {
    return new SyntaxError(`Cannot read "${this.peek() ?? "the end"}" in: ${this.#text}`);
  }
}

function split(text: string): string[] {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < trimmed.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(trimmed);
    if (found === null) throw new SyntaxError(`Cannot read at ${at}: ${text}`);
    tokens.push(found[0].trim());
  }
  return tokens;
}
