/**
 * The members of answers that tests reach into. Which of them an answer has depends on its
 * route; that it has the shape the API describes was judged before.
 */
export interface AnswerBody {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly owner: string;
  readonly description: string;
  readonly progress: number | undefined;
  readonly warnings: readonly string[];
  readonly findings: readonly FoundInRule[];
  readonly count: number;
  readonly profiles: number;
  readonly conditions: readonly unknown[];
  readonly values: readonly unknown[] | undefined;
  readonly segments: readonly {
    readonly name: string;
    readonly enter: { readonly count: number };
    readonly leave: { readonly count: number };
    readonly stay: number;
  }[];
  readonly nearDuplicates: readonly {
    readonly canonical: unknown;
    readonly variants: readonly { readonly value: string }[];
  }[];
  readonly suggestion: {
    readonly type: string;
    readonly normalise: { readonly map: Readonly<Record<string, string>> };
  };
  readonly items: readonly AnswerItem[];
  readonly cursor: string | undefined;
  readonly sample: readonly { readonly attributes: unknown }[];
  readonly detail: string;
  readonly errors: readonly { readonly pointer: string }[];
  readonly url: string;
  readonly secret: string;
  readonly mapping: string | undefined;
  readonly counters: unknown;
  readonly problems: readonly unknown[];
  readonly authorizeUrl: string;
  readonly attributes: Readonly<Record<string, { readonly value: unknown }>>;
  readonly identities: readonly unknown[];
  readonly memberships: readonly { readonly since: string }[];
  readonly kept: unknown;
  readonly split: unknown;
  readonly state: string;
  readonly grants: readonly { readonly type: string; readonly id: string }[];
  readonly programs: readonly { readonly name: string }[];
  readonly flags: readonly { readonly key: string }[];
  readonly token: string;
  readonly schemas: readonly string[];
  readonly totalResults: number;
  readonly members: readonly unknown[];
  readonly Resources: readonly ScimResource[];
  readonly tree: { readonly children: readonly unknown[] };
  readonly document: unknown;
  readonly told: unknown;
  readonly digest: unknown;
}

interface FoundInRule {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly pointer: string | undefined;
}

interface AnswerItem {
  readonly id: string;
  readonly listId: string;
  readonly name: string;
  readonly profileId: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly findings: readonly { readonly kind: string }[];
}

interface ScimResource {
  readonly id: string;
  readonly groups: readonly { readonly value: string }[];
}

/** Whether there is a JSON object to reach into at all. */
export function isAnswerBody(json: unknown): json is AnswerBody {
  return typeof json === "object" && json !== null;
}

export const noBody: unknown = Object.freeze({});
