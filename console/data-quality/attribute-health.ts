import type { Schemas } from "../api/client.ts";

export type Attribute = Schemas["Attribute"];

/** What is wrong with the data of an attribute, the worst first. */
export interface Trouble {
  readonly kind: "unseen" | "mostly-empty" | "wrong-type" | "mixed-types" | "stale" | "one-value";
  readonly label: string;
  readonly advice: string;
  /** Orders attributes: those with more of it come first. */
  readonly weight: number;
}

/** Below it rules that read the attribute leave most people out. */
const mostlyEmptyBelow = 0.2;
/** The share of a source's values that are older than 90 days, and the days behind the newest one. */
const staleFromDays = 90;

export function troublesOf(attribute: Attribute, now: number): Trouble[] {
  return [unseen, mostlyEmpty, wrongType, mixedTypes, stale, oneValue]
    .flatMap((look) => look(attribute, now) ?? [])
    .toSorted((one, other) => other.weight - one.weight);
}

/** Those in trouble first, then by name. */
export function byTrouble(attributes: readonly Attribute[], now: number): Attribute[] {
  const weights = new Map(
    attributes.map((each) => [
      each,
      troublesOf(each, now).reduce((sum, { weight }) => sum + weight, 0),
    ]),
  );
  const weightOf = (each: Attribute): number => weights.get(each) ?? 0;
  return attributes.toSorted(
    (one, other) => weightOf(other) - weightOf(one) || one.name.localeCompare(other.name),
  );
}

function unseen({ filled }: Attribute): Trouble | undefined {
  if (filled > 0) return undefined;
  return {
    kind: "unseen",
    label: "Never filled",
    advice: "No profile has a value: a rule that reads it finds nobody.",
    weight: 100,
  };
}

function mostlyEmpty({ filled, fillRate = 1 }: Attribute): Trouble | undefined {
  if (filled === 0 || fillRate >= mostlyEmptyBelow) return undefined;
  return {
    kind: "mostly-empty",
    label: "Mostly empty",
    advice: "A rule that reads it leaves most profiles out, since their value is missing.",
    weight: 60 * (1 - fillRate),
  };
}

function wrongType({ otherType = 0, filled }: Attribute): Trouble | undefined {
  if (otherType === 0) return undefined;
  return {
    kind: "wrong-type",
    label: "Other type than declared",
    advice: "Values that do not convert count as missing.",
    weight: 50 + (50 * otherType) / Math.max(1, filled),
  };
}

function mixedTypes({ seen, type }: Attribute): Trouble | undefined {
  if (type !== undefined || Object.keys(seen).length < 2) return undefined;
  return {
    kind: "mixed-types",
    label: "Several types",
    advice: "A condition sees only values of its own type: declare one, so that all count.",
    weight: 55,
  };
}

function stale({ freshness = [] }: Attribute, now: number): Trouble | undefined {
  const newest = Math.max(0, ...freshness.map(({ newestAt }) => Date.parse(newestAt)));
  const days = Math.floor((now - newest) / 86_400_000);
  if (newest === 0 || days < staleFromDays) return undefined;
  return {
    kind: "stale",
    label: "Stale",
    advice: `No source has told a new value in ${days.toLocaleString()} days.`,
    weight: 30 + Math.min(20, days / 60),
  };
}

function oneValue({ distinct, filled }: Attribute): Trouble | undefined {
  if (distinct !== 1 || filled < 2) return undefined;
  return {
    kind: "one-value",
    label: "Always the same",
    advice: "Everybody who has it has the same value: it parts nobody from anybody.",
    weight: 10,
  };
}
