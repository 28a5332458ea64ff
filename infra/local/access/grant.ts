/** What one statement of a role's policy allows. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Patterns of partition keys; each key a request names must be like one of them. */
  readonly keysLike?: readonly string[];
  /** Patterns of partition keys of which no key of a request may be like one. */
  readonly keysUnlike?: readonly string[];
}

/** What one call to AWS needs; a transaction needs several. */
export interface Need {
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  /** Partition keys of DynamoDB's items it names. */
  readonly leadingKeys: readonly string[];
}

/** Answers as IAM would whether a role's grants cover a need; decisions without keys are kept. */
export class Role {
  readonly #grants: readonly Grant[];
  readonly #fitting = new Map<string, readonly Grant[]>();

  constructor(grants: readonly Grant[]) {
    this.#grants = grants;
  }

  allows({ action, resource, leadingKeys }: Need): boolean {
    return this.#grantsFor(action, resource).some((grant) => fitsKeys(grant, leadingKeys));
  }

  #grantsFor(action: string, resource: string): readonly Grant[] {
    const name = `${action} ${resource}`;
    const known = this.#fitting.get(name);
    if (known !== undefined) return known;
    const fitting = this.#grants.filter(
      ({ actions, resources }) =>
        actions.some((pattern) => isLike(action, pattern)) &&
        resources.some((pattern) => isLike(resource, pattern)),
    );
    this.#fitting.set(name, fitting);
    return fitting;
  }
}

function fitsKeys({ keysLike, keysUnlike }: Grant, keys: readonly string[]): boolean {
  const isListed = keysLike === undefined || keys.every((key) => isAmong(key, keysLike));
  return isListed && !keys.some((key) => isAmong(key, keysUnlike ?? []));
}

const isAmong = (key: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => isLike(key, pattern));

const compiled = new Map<string, RegExp>();

/**
 * Whether a text is like a pattern with `*` (any characters) and `?` (any one).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function isLike(text: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return text === pattern;
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
    const wild = escaped.replaceAll(/\*+/g, ".*").replaceAll("?", ".");
    expression = new RegExp(`^${wild}$`, "s");
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}
