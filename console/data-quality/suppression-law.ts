import type { Schemas } from "../api/client.ts";
import { plainValue } from "../parts/plain-value.ts";

export type Law = Schemas["Suppression"];
type Value = string | number | boolean;

/** What one writes into the form: whose values keep a profile off every list, or let it on. */
export interface LawDraft {
  readonly attribute: string;
  readonly sense: "when" | "unless";
  readonly values: readonly string[];
}

export function draftOf(law: Law | undefined): LawDraft {
  if (law === undefined) return { attribute: "", sense: "when", values: [] };
  const [sense, values] =
    "when" in law ? (["when", law.when] as const) : (["unless", law.unless] as const);
  return { attribute: law.attribute, sense, values: values.map(String) };
}

/** What is typed counts as a yes, a no or a number where the attribute holds such values. */
export function lawOf(
  { attribute, sense, values }: LawDraft,
  seen: Readonly<Record<string, number>>,
): Law {
  const typed = values.map((text) => valueOf(text, seen));
  return sense === "when" ? { attribute, when: typed } : { attribute, unless: typed };
}

function valueOf(text: string, seen: Readonly<Record<string, number>>): Value {
  const plain = text.trim();
  if ((seen["boolean"] ?? 0) > 0 && (plain === "true" || plain === "false"))
    return plain === "true";
  const number = Number(plain);
  const isNumber = (seen["number"] ?? 0) > 0 && plain !== "" && Number.isFinite(number);
  return isNumber ? number : plain;
}

/** Whom it keeps off, as the rest of a sentence: "People whose …". */
export function lawWords(law: Law): string {
  const values = "when" in law ? law.when : law.unless;
  const listed = values.map((each) => `“${plainValue(each)}”`).join(" or ");
  return "when" in law
    ? `whose ${law.attribute} is ${listed}`
    : `whose ${law.attribute} is anything but ${listed}, or has no value`;
}
