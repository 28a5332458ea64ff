export const findingCodes = [
  "holds-for-everybody",
  "overtaken-by-a-type",
  "nobody-has-it",
  "compared-with-another-type",
  "names-individuals",
  "fixed-date",
  "value-not-seen",
  "value-written-differently",
  "leaves-out-missing",
  "mostly-empty",
  "stale",
  "beyond-retention",
  "changes-nothing",
  "too-many-conditions",
  "twin",
  "no-owner",
  "no-retirement",
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** What is likely to make a rule find others than its author means, and what to do about it. */
export interface Finding {
  readonly code: FindingCode;
  /** A `hint` may well be meant so. */
  readonly severity: "warning" | "hint";
  /** What is so, in a sentence. */
  readonly message: string;
  /** What to do, in a sentence. */
  readonly remedy: string;
  /** RFC 6901, from the root of the rule; absent where it is about no single condition. */
  readonly pointer?: string;
  /** Of profiles. */
  readonly count?: number;
  /** The remedy, where it is to write this into the condition. */
  readonly change?: ConditionChange;
}

/** Members of a condition that take the place of its own. */
export interface ConditionChange {
  readonly operator?: string;
  readonly value?: unknown;
  readonly includeMissing?: true;
}
