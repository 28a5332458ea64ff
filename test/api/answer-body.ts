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
  readonly tree: { readonly children: readonly unknown[] };
}

interface AnswerItem {
  readonly id: string;
  readonly name: string;
  readonly profileId: string;
  readonly kind: string;
  readonly payload: unknown;
}

/** Whether there is a JSON object to reach into at all. */
export function isAnswerBody(json: unknown): json is AnswerBody {
  return typeof json === "object" && json !== null;
}

export const noBody: unknown = Object.freeze({});
