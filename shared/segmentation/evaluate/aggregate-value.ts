import { compareScalars } from "../language/order.ts";
import type { Behaviour, Scalar } from "../record.ts";
import type { AggregateFunction } from "../rule.ts";
import { sumOf } from "./sum.ts";

/** @returns undefined of no numbers, as in SQL, and for what is not made of numbers. */
export function aggregateNumbers(
  how: AggregateFunction,
  numbers: readonly number[],
): number | undefined {
  if (numbers.length === 0) return undefined;
  switch (how) {
    case "count":
      return numbers.length;
    case "first":
    case "last":
      return undefined;
    case "sum":
      return sumOf(numbers);
    case "average":
      return sumOf(numbers) / numbers.length;
    case "min":
      return numbers.reduce((least, number) => Math.min(least, number));
    case "max":
      return numbers.reduce((most, number) => Math.max(most, number));
  }
}

/** The earliest or latest behaviour; of several at one instant always the same one. */
export function edgeBehaviour(
  which: "first" | "last",
  behaviours: readonly Behaviour[],
): Behaviour | undefined {
  let best: Behaviour | undefined;
  for (const each of behaviours) {
    if (best === undefined || isNearer(which, each, best)) best = each;
  }
  return best;
}

function isNearer(which: "first" | "last", each: Behaviour, best: Behaviour): boolean {
  if (each.at !== best.at) return each.at < best.at === (which === "first");
  return (
    compareScalars(each.name, best.name) > 0 ||
    (each.name === best.name &&
      compareScalars(textOf(each.properties), textOf(best.properties)) > 0)
  );
}

/** As JSON with sorted names: stores do not keep the order in which properties came. */
function textOf(properties: Readonly<Record<string, Scalar>>): string {
  const names = Object.keys(properties).toSorted(compareScalars);
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, properties[name]])));
}
