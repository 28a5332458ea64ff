import { z } from "zod";
import { always, compares, type Holds, never } from "../../list-formula/formula.ts";
import { type Asked, type Operation, operationOf, refused, type Understood } from "./operation.ts";
import type { PropertyKind } from "./property-kind.ts";

const everyKind: readonly PropertyKind[] = [
  "text",
  "number",
  "boolean",
  "day",
  "instant",
  "choice",
  "choices",
];

/** "Is unknown" is about records without a value, whatever is said of them besides. */
export const presenceOperation: Operation = {
  kinds: everyKind,
  operators: ["IS_KNOWN", "IS_UNKNOWN"],
  read(asked) {
    const read = operationOf({}, asked);
    if (!read.ok) return refused(read.why);
    if (asked.operator === "IS_UNKNOWN") return never;
    return asked.operation["includeObjectsWithNoValueSet"] === true
      ? refused("It asks for records with a value, and lets those without one pass.")
      : always;
  },
};

export const knowsSinceConnected =
  "HubSpot looks through all its history, Muster through what it has been told since the portal was connected; a value that has been cleared counts as having been.";

/** "Has ever been" of whole values. */
export function everBeen(asked: Asked, values: readonly (string | number | boolean)[]): Holds {
  asked.differs(knowsSinceConnected);
  return compares("hasEverBeen", values);
}

export const boolOperation: Operation = {
  kinds: ["boolean"],
  operators: [
    "IS_EQUAL_TO",
    "IS_NOT_EQUAL_TO",
    "HAS_EVER_BEEN_EQUAL_TO",
    "HAS_NEVER_BEEN_EQUAL_TO",
  ],
  read(asked) {
    const read = operationOf({ value: z.boolean() }, asked);
    return read.ok ? equality(asked, read.value.value) : refused(read.why);
  },
};

function equality(asked: Asked, value: number | boolean): Understood {
  switch (asked.operator) {
    case "IS_EQUAL_TO":
      return compares("=", value);
    case "IS_NOT_EQUAL_TO":
      return compares("!=", value);
    case "HAS_EVER_BEEN_EQUAL_TO":
      return everBeen(asked, [value]);
    default:
      asked.differs(knowsSinceConnected);
      return compares("hasNeverBeen", [value]);
  }
}

const orders: ReadonlyMap<string, string> = new Map([
  ["IS_GREATER_THAN", ">"],
  ["IS_GREATER_THAN_OR_EQUAL_TO", ">="],
  ["IS_LESS_THAN", "<"],
  ["IS_LESS_THAN_OR_EQUAL_TO", "<="],
]);

export const numberOperation: Operation = {
  kinds: ["number"],
  operators: [...boolOperation.operators, ...orders.keys()],
  read(asked) {
    const read = operationOf({ value: z.number() }, asked);
    if (!read.ok) return refused(read.why);
    const order = orders.get(asked.operator);
    return order === undefined
      ? equality(asked, read.value.value)
      : compares(order, read.value.value);
  },
};

/** Both ends included. */
export const rangedNumberOperation: Operation = {
  kinds: ["number"],
  operators: ["IS_BETWEEN", "IS_NOT_BETWEEN"],
  read(asked) {
    const read = operationOf({ lowerBound: z.number(), upperBound: z.number() }, asked);
    if (!read.ok) return refused(read.why);
    const { lowerBound, upperBound } = read.value;
    const isBetween = asked.operator === "IS_BETWEEN";
    if (lowerBound > upperBound) return isBetween ? never : always;
    return compares(isBetween ? "between" : "notBetween", [lowerBound, upperBound]);
  },
};
