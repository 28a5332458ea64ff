import { z } from "zod";
import {
  always,
  anyOf,
  compares,
  comparesElse,
  type Holds,
  never,
} from "../../list-formula/formula.ts";
import { type Asked, type Operation, operationOf, refused, type Understood } from "./operation.ts";
import { isNoneOf, isOneOf } from "./text-operations.ts";
import { everBeen, knowsSinceConnected } from "./value-operations.ts";

const onlyElements =
  "Rules ask whether a choice has ever been among the values, not which choices stood together.";

/** One choice, or several of them, among those a property offers. */
export const enumerationOperation: Operation = {
  kinds: ["choice", "choices", "boolean", "number", "text"],
  operators: [
    "IS_ANY_OF",
    "IS_NONE_OF",
    "IS_EXACTLY",
    "IS_NOT_EXACTLY",
    "CONTAINS_ALL",
    "DOES_NOT_CONTAIN_ALL",
    "HAS_EVER_BEEN_ANY_OF",
    "HAS_NEVER_BEEN_ANY_OF",
    "HAS_EVER_BEEN_EXACTLY",
    "HAS_NEVER_BEEN_EXACTLY",
    "HAS_EVER_CONTAINED_ALL",
    "HAS_NEVER_CONTAINED_ALL",
  ],
  read(asked) {
    const read = operationOf({ values: z.array(z.string()) }, asked);
    if (!read.ok) return refused(read.why);
    const values = [...new Set(read.value.values)];
    if (values.length === 0) return refused("It names no values.");
    if (asked.kind === "choices") return severalChoices(asked, values);
    if (asked.kind === undefined)
      asked.differs(
        "It is not known whether the property holds one choice or several: read as one.",
      );
    const typed = values.map((value) => typedAs(asked.kind, value));
    if (typed.includes(undefined)) return refused("A value is none that this property can have.");
    return oneChoice(
      asked,
      typed.filter((value) => value !== undefined),
    );
  },
};

type Choice = string | number | boolean;

function typedAs(kind: Asked["kind"], value: string): Choice | undefined {
  switch (kind) {
    case "boolean":
      return value === "true" ? true : value === "false" ? false : undefined;
    case "number":
      return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : undefined;
    case "text":
    case "choice":
    case "choices":
    case "day":
    case "instant":
    case undefined:
      return value;
  }
}

/** One choice is all of several only where these are one. */
function oneChoice(asked: Asked, values: readonly Choice[]): Understood {
  const isAlone = values.length === 1;
  switch (asked.operator) {
    case "IS_ANY_OF":
      return isOneOf(values);
    case "IS_NONE_OF":
      return isNoneOf(values);
    case "IS_EXACTLY":
    case "CONTAINS_ALL":
      return isAlone ? isOneOf(values) : never;
    case "IS_NOT_EXACTLY":
    case "DOES_NOT_CONTAIN_ALL":
      return isAlone ? isNoneOf(values) : always;
    case "HAS_EVER_BEEN_ANY_OF":
      return everBeen(asked, values);
    case "HAS_NEVER_BEEN_ANY_OF":
      return neverBeen(asked, values);
    case "HAS_EVER_BEEN_EXACTLY":
    case "HAS_EVER_CONTAINED_ALL":
      return isAlone ? everBeen(asked, values) : never;
    default:
      return isAlone ? neverBeen(asked, values) : always;
  }
}

function severalChoices(asked: Asked, values: readonly string[]): Understood {
  const isAlone = values.length === 1;
  switch (asked.operator) {
    case "IS_ANY_OF":
      return compares("containsAny", values);
    case "IS_NONE_OF":
      return compares("containsNone", values);
    case "IS_EXACTLY":
      return compares("isExactly", values);
    case "IS_NOT_EXACTLY":
      return compares("isNotExactly", values);
    case "CONTAINS_ALL":
      return containsAll(values);
    case "DOES_NOT_CONTAIN_ALL":
      return lacksOne(values);
    case "HAS_EVER_BEEN_ANY_OF":
      return everBeen(asked, values);
    case "HAS_NEVER_BEEN_ANY_OF":
      return neverBeen(asked, values);
    case "HAS_EVER_CONTAINED_ALL":
      return isAlone ? everBeen(asked, values) : refused(onlyElements);
    case "HAS_NEVER_CONTAINED_ALL":
      return isAlone ? neverBeen(asked, values) : refused(onlyElements);
    default:
      return refused(onlyElements);
  }
}

function neverBeen(asked: Asked, values: readonly Choice[]): Holds {
  asked.differs(knowsSinceConnected);
  return compares("hasNeverBeen", values);
}

function containsAll(values: readonly string[]): Holds {
  const lacking = values.map((value) => ({ operator: "containsNone", value: [value] }));
  return comparesElse({ operator: "containsAll", value: values }, ...lacking);
}

function lacksOne(values: readonly string[]): Holds {
  return anyOf(
    values.map((value) =>
      comparesElse(
        { operator: "containsNone", value: [value] },
        { operator: "containsAny", value: [value] },
      ),
    ),
  );
}
