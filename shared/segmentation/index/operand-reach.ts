import type { AttributeType } from "../record.ts";
import { highest, type Interval, lowest } from "./literal.ts";
import { nextAfter, nextBefore } from "./next-number.ts";
import type { CodedType } from "./slot.ts";

/** The numbers for which a comparison holds, before negation; undefined for other operators. */
export function comparisonReach(operator: string, low: number, high: number): Interval | undefined {
  switch (operator) {
    case "<":
      return between(lowest, nextBefore(low));
    case "<=":
      return between(lowest, low);
    case ">":
      return between(nextAfter(low), highest);
    case ">=":
      return between(low, highest);
    case "between":
    case "notBetween":
      return between(low, high);
    default:
      return undefined;
  }
}

/** The instants for which an operator on days or instants holds, before negation. */
export function momentReach(operator: string, from: number, until: number): Interval | undefined {
  switch (operator) {
    case "before":
      return between(lowest, nextBefore(from));
    case "after":
      return between(until, highest);
    case "on":
    case "notOn":
      return between(from, nextBefore(until));
    default:
      return undefined;
  }
}

export function exactly(value: number): Interval {
  return between(value, value);
}

function between(low: number, high: number): Interval {
  return { kind: "interval", low, high };
}

/** How values of an attribute type are told apart by equality; lists are not. */
export function codedType(type: AttributeType): CodedType | undefined {
  switch (type) {
    case "string":
    case "enum":
      return "string";
    case "number":
    case "boolean":
      return type;
    case "date":
    case "datetime":
      return "instant";
    case "strings":
      return undefined;
  }
}
