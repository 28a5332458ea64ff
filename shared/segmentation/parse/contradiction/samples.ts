import type { Operand } from "../../language/operand.ts";
import type { Scalar, Value } from "../../record.ts";
import type { Calendar } from "../../time/calendar.ts";
import { parseInstant } from "../../time/instant.ts";
import type { Atom } from "./atom.ts";

/** What kind of value a test reads: of any other kind it is unknown. */
export type Domain = "number" | "string" | "boolean" | "instant" | "list";

/** A value to try tests on. */
export interface Sample {
  readonly domain: Domain;
  readonly value: Value;
}

/** @returns undefined for tests of no single kind of value. */
export function domainOf(operand: Operand): Domain | undefined {
  if (operand.kind === "moment") return "instant";
  if (operand.kind !== "values") return undefined;
  switch (operand.type) {
    case "string":
    case "enum":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "date":
    case "datetime":
      return "instant";
    case "strings":
      return "list";
  }
}

/** A test as a function; where now decides, it is taken to hold. */
export function testOf(atom: Atom, calendar: Calendar): (sample: Sample) => boolean {
  const { operator, operand, negated } = atom;
  if (operand.kind === "values" && operator.reads === "value") {
    const holds = operator.prepare(operand.wanted);
    const domain = domainOf(operand);
    const readsLists = operator.types.includes("strings");
    return ({ domain: seen, value }) =>
      (seen === domain || (seen === "list" && readsLists)) && holds(value) !== negated;
  }
  if (operand.kind === "moment" && operator.reads === "moment") {
    return (sample) => {
      const instant = instantOf(sample, calendar);
      return (
        instant !== undefined && operator.holds(instant, operand.from, operand.until) !== negated
      );
    };
  }
  if (operand.kind === "window") return (sample) => instantOf(sample, calendar) !== undefined;
  return () => true;
}

function instantOf({ domain, value }: Sample, calendar: Calendar): number | undefined {
  if (domain === "instant" && typeof value === "number") return value;
  return domain === "string" && typeof value === "string"
    ? parseInstant(value, calendar)
    : undefined;
}

/** The only values of which some test can hold; undefined where they are without end. */
export function onlySamples(atoms: readonly Atom[]): readonly Sample[] | undefined {
  for (const { base, negated, operand } of atoms) {
    const domain = domainOf(operand);
    if (domain === undefined || operand.kind !== "values") continue;
    if (domain === "boolean") return [true, false].map((value) => ({ domain, value }));
    if (negated) continue;
    if (base === "isExactly") return [{ domain, value: operand.wanted.map(String) }];
    if (base === "=" || base === "in") return operand.wanted.map((value) => ({ domain, value }));
  }
  return undefined;
}

/**
 * A value from every stretch of an ordered domain within which no test of order or
 * equality turns.
 */
export function samplesAround(
  domain: "number" | "string" | "instant",
  operands: readonly Operand[],
): readonly Sample[] {
  const bounds = operands.flatMap(boundsOf);
  return pointsAround(domain, bounds).map((value) => ({ domain, value }));
}

function boundsOf(operand: Operand): readonly Scalar[] {
  if (operand.kind === "moment") return [operand.from, operand.until];
  return operand.kind === "values" ? operand.wanted : [];
}

const farthestInstant = 8.64e15;

function pointsAround(
  domain: "number" | "string" | "instant",
  bounds: readonly Scalar[],
): readonly Scalar[] {
  // The next string after one is the same with the lowest character behind it.
  if (domain === "string") return ["", ...bounds.flatMap((each) => [each, `${each}\0`])];
  const numbers = bounds.filter((each) => typeof each === "number");
  if (domain === "instant") {
    const near = numbers.flatMap((each) => [each - 1, each, each + 1]);
    return [-farthestInstant, ...near, farthestInstant];
  }
  const sorted = numbers.toSorted((a, b) => a - b);
  const between = sorted.map((each, at) => each / 2 + (sorted[at + 1] ?? each) / 2);
  return [-Number.MAX_VALUE, ...sorted, ...between, Number.MAX_VALUE];
}
