/** What is wrong with a rule, for the person who wrote it. */
export interface RuleProblem {
  /** RFC 6901, from the root of the rule. */
  readonly pointer: string;
  /** A sentence that says what to do. */
  readonly message: string;
}

export function pointerTo(parent: string, ...keys: readonly PropertyKey[]): string {
  const escaped = keys.map((key) => String(key).replaceAll("~", "~0").replaceAll("/", "~1"));
  return [parent, ...escaped].join("/");
}
