import { operatorNamed } from "../language/operators.ts";
import { type ListField, listFieldNamed, type Scope, segmentsField } from "../language/scopes.ts";
import type { Condition } from "../rule.ts";
import type { Reading } from "./reading.ts";
import { pointerTo } from "./rule-problem.ts";

/** What kind of condition this is: that decides which of its keys say something. */
export type ConditionForm =
  | { readonly kind: "match"; readonly list: ListField }
  | { readonly kind: "aggregate"; readonly list: ListField }
  | { readonly kind: "sequence"; readonly list: ListField }
  | { readonly kind: "companyPresence" }
  | { readonly kind: "segment" }
  | { readonly kind: "split" }
  | { readonly kind: "past" }
  | { readonly kind: "value" };

export function formOf(condition: Condition): ConditionForm {
  const { field, match, aggregate, operator } = condition;
  const reads = operatorNamed(operator)?.reads;
  const list = listFieldNamed(field);
  if (list !== undefined) {
    if (aggregate !== undefined) return { kind: "aggregate", list };
    if (match !== undefined) return { kind: "match", list };
    if (list === "behaviours" && reads === "sequence") return { kind: "sequence", list };
    if (list === "company" && reads === "presence") return { kind: "companyPresence" };
    return { kind: "match", list };
  }
  if (field === segmentsField) return { kind: "segment" };
  if (reads === "split" || reads === "past") return { kind: reads };
  return { kind: "value" };
}

interface Key {
  readonly name: "match" | "aggregate" | "coalesce" | "valueSource" | "includeMissing";
  readonly isGiven: (condition: Condition) => boolean;
  readonly refusal: (field: string) => string;
}

const keys: readonly Key[] = [
  {
    name: "match",
    isGiven: ({ match }) => match !== undefined,
    refusal: (field) =>
      `"${field}" has nothing to count here: match works on behaviours, company, contacts and ancestors only, without aggregate.`,
  },
  {
    name: "aggregate",
    isGiven: ({ aggregate }) => aggregate !== undefined,
    refusal: (field) =>
      `"${field}" is one value: aggregate works on behaviours, company, contacts and ancestors only.`,
  },
  {
    name: "coalesce",
    isGiven: ({ coalesce }) => coalesce !== undefined,
    refusal: (field) =>
      `"${field}" has no fallback here: coalesce works on attributes, and not on their past.`,
  },
  {
    name: "valueSource",
    isGiven: ({ valueSource }) => valueSource === "field",
    refusal: (field) =>
      `"${field}" is not compared with another field here: give a value, and valueSource "value".`,
  },
  {
    name: "includeMissing",
    isGiven: ({ includeMissing }) => includeMissing === true,
    refusal: (field) => `"${field}" is never missing here: remove includeMissing.`,
  },
];

/** Reports the first key that would be without effect on a condition of this form. */
export function reportIdleKey(
  condition: Condition,
  form: ConditionForm,
  scope: Scope,
  pointer: string,
  reading: Reading,
): boolean {
  const telling = tellingKeys(condition, form, scope);
  const idle = keys.find((key) => key.isGiven(condition) && !telling.includes(key.name));
  if (idle === undefined) return false;
  reading.report(pointerTo(pointer, idle.name), idle.refusal(condition.field));
  return true;
}

function tellingKeys(
  { field, aggregate }: Condition,
  form: ConditionForm,
  { place }: Scope,
): readonly Key["name"][] {
  switch (form.kind) {
    case "match":
      return form.list === "company" ? ["match", "includeMissing"] : ["match"];
    case "aggregate":
      return aggregate?.function === "count" ? ["aggregate"] : ["aggregate", "includeMissing"];
    case "sequence":
    case "companyPresence":
    case "segment":
    case "split":
      return [];
    case "past":
      return ["includeMissing"];
    case "value":
      return field === "id" || place === "behaviour"
        ? ["valueSource", "includeMissing"]
        : ["valueSource", "includeMissing", "coalesce"];
  }
}
