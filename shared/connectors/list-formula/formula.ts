/**
 * What a list asks, between HubSpot's two truths and a rule's three: every question says itself
 * what holds of who has no value, so that negation can be moved down to the questions.
 */
export type Formula =
  | Constant
  | { readonly kind: "unknown" }
  | { readonly kind: "all" | "any"; readonly members: readonly Formula[] }
  | PropertyQuestion
  | { readonly kind: "presence"; readonly field: string; readonly isPresent: boolean }
  | RelatedQuestion
  | { readonly kind: "segment"; readonly id: string; readonly isIn: boolean };

interface Constant {
  readonly kind: "constant";
  readonly value: boolean;
}

export interface PropertyQuestion {
  readonly kind: "property";
  /** As the rule names it. */
  readonly field: string;
  readonly holds: Holds;
  readonly whenMissing: boolean;
  /** Of what everything has, as events their names and times. */
  readonly isNeverMissing?: true;
}

/** How many of the related records or behaviours satisfy `where`; both ends included. */
export interface RelatedQuestion {
  readonly kind: "related";
  readonly list: "company" | "contacts" | "behaviours";
  readonly where: Formula;
  readonly atLeast: number;
  readonly atMost: number | undefined;
}

/** A condition without its field. */
export interface Comparison {
  readonly operator: string;
  readonly value: unknown;
  readonly valueSource?: "field";
}

/** What a value that is present must satisfy. */
export type Holds =
  | Constant
  | {
      readonly kind: "compares";
      readonly yes: Comparison;
      /** One of these is true exactly where `yes` is false; none: no operator says the opposite. */
      readonly no: readonly Comparison[];
    }
  | { readonly kind: "opposite"; readonly of: Holds }
  | { readonly kind: "all" | "any"; readonly members: readonly Holds[] };

export const never: Constant = { kind: "constant", value: false };
export const always: Constant = { kind: "constant", value: true };
export const unknown: Formula = { kind: "unknown" };

export function allOf<T>(members: readonly T[]): { kind: "all"; members: readonly T[] } {
  return { kind: "all", members };
}

export function anyOf<T>(members: readonly T[]): { kind: "any"; members: readonly T[] } {
  return { kind: "any", members };
}

const opposites: readonly (readonly [string, string])[] = [
  ["=", "!="],
  ["<", ">="],
  [">", "<="],
  ["in", "notIn"],
  ["between", "notBetween"],
  ["contains", "doesNotContain"],
  ["beginsWith", "doesNotBeginWith"],
  ["endsWith", "doesNotEndWith"],
  ["containsAny", "containsNone"],
  ["isExactly", "isNotExactly"],
  ["on", "notOn"],
  ["inLast", "notInLast"],
  ["inNext", "notInNext"],
  ["inCurrent", "notInCurrent"],
  ["inPrevious", "notInPrevious"],
  ["inFollowing", "notInFollowing"],
  ["updatedInLast", "notUpdatedInLast"],
  ["hasEverBeen", "hasNeverBeen"],
];
const oppositeOf = new Map(
  opposites.flatMap(([one, other]) => [
    [one, other],
    [other, one],
  ]),
);

/** A comparison whose operator has an opposite. */
export function compares(operator: string, value: unknown): Holds {
  const opposite = oppositeOf.get(operator);
  const no = opposite === undefined ? [] : [{ operator: opposite, value }];
  return { kind: "compares", yes: { operator, value }, no };
}

/** A comparison and its opposite, given both. */
export function comparesElse(yes: Comparison, ...no: Comparison[]): Holds {
  return { kind: "compares", yes, no };
}

export function isNegatable(holds: Holds): boolean {
  switch (holds.kind) {
    case "constant":
      return true;
    case "compares":
      return holds.no.length > 0;
    case "opposite":
      return true;
    case "all":
    case "any":
      return holds.members.every(isNegatable);
  }
}

/** Negated twice, it is itself again. */
export function doesNotHold(holds: Holds): Holds {
  switch (holds.kind) {
    case "constant":
      return { kind: "constant", value: !holds.value };
    case "compares":
      return holds.no.length === 0
        ? { kind: "opposite", of: holds }
        : anyOf(holds.no.map((no) => comparesElse(no, holds.yes)));
    case "opposite":
      return holds.of;
    case "all":
      return anyOf(holds.members.map(doesNotHold));
    case "any":
      return allOf(holds.members.map(doesNotHold));
  }
}

/** By De Morgan's laws; what was left out stays left out. */
export function negated(formula: Formula): Formula {
  switch (formula.kind) {
    case "unknown":
      return formula;
    case "constant":
      return { kind: "constant", value: !formula.value };
    case "all":
      return anyOf(formula.members.map(negated));
    case "any":
      return allOf(formula.members.map(negated));
    case "property": {
      const { holds, whenMissing } = formula;
      return { ...formula, holds: doesNotHold(holds), whenMissing: !whenMissing };
    }
    case "presence":
      return { ...formula, isPresent: !formula.isPresent };
    case "segment":
      return { ...formula, isIn: !formula.isIn };
    case "related":
      return outside(formula);
  }
}

function outside(question: RelatedQuestion): Formula {
  const { atLeast, atMost } = question;
  const fewer = { ...question, atLeast: 0, atMost: atLeast - 1 };
  const more = { ...question, atLeast: (atMost ?? 0) + 1, atMost: undefined };
  return anyOf([...(atLeast > 0 ? [fewer] : []), ...(atMost === undefined ? [] : [more])]);
}
