import { z } from "zod";
import { allOf, anyOf, compares, comparesElse, type Holds } from "../../list-formula/formula.ts";
import { attributeNameOf } from "../property-value.ts";
import { type Asked, type Operation, operationOf, refused, type Understood } from "./operation.ts";
import { everBeen, knowsSinceConnected } from "./value-operations.ts";

const onlyWholePast =
  "Rules ask which whole values an attribute has had, not which pieces they contained.";
const exactPiece =
  'HubSpot does not say how "contains exactly" differs from "contains": this rule looks for these very characters in a row.';

export const stringOperation: Operation = {
  kinds: ["text", "choice"],
  operators: [
    "IS_EQUAL_TO",
    "IS_NOT_EQUAL_TO",
    "CONTAINS",
    "DOES_NOT_CONTAIN",
    "STARTS_WITH",
    "ENDS_WITH",
    "HAS_EVER_BEEN_EQUAL_TO",
    "HAS_NEVER_BEEN_EQUAL_TO",
    "HAS_EVER_CONTAINED",
    "HAS_NEVER_CONTAINED",
  ],
  read(asked) {
    const read = operationOf({ value: z.string() }, asked);
    return read.ok ? textHolds(asked, [read.value.value]) : refused(read.why);
  },
};

/** Any of the values, or with a "not" none of them. */
export const multiStringOperation: Operation = {
  kinds: ["text", "choice"],
  operators: [
    "IS_EQUAL_TO",
    "IS_NOT_EQUAL_TO",
    "CONTAINS",
    "CONTAINS_EXACTLY",
    "DOES_NOT_CONTAIN",
    "DOES_NOT_CONTAIN_EXACTLY",
    "STARTS_WITH",
    "ENDS_WITH",
    "HAS_EVER_BEEN_EQUAL_TO",
    "HAS_NEVER_BEEN_EQUAL_TO",
  ],
  read(asked) {
    const read = operationOf({ values: z.array(z.string()) }, asked);
    if (!read.ok) return refused(read.why);
    const values = [...new Set(read.value.values)];
    return values.length === 0 ? refused("It names no values.") : textHolds(asked, values);
  },
};

function textHolds(asked: Asked, values: readonly string[]): Understood {
  const holds = textComparison(asked, values);
  if (holds.kind !== "refused") noteCase(asked, values);
  return holds;
}

function textComparison(asked: Asked, values: readonly string[]): Understood {
  switch (asked.operator) {
    case "IS_EQUAL_TO":
      return isOneOf(values);
    case "IS_NOT_EQUAL_TO":
      return isNoneOf(values);
    case "CONTAINS_EXACTLY":
      asked.differs(exactPiece);
      return some("contains", values);
    case "CONTAINS":
      return some("contains", values);
    case "DOES_NOT_CONTAIN_EXACTLY":
      asked.differs(exactPiece);
      return every("doesNotContain", values);
    case "DOES_NOT_CONTAIN":
      return every("doesNotContain", values);
    case "STARTS_WITH":
      return some("beginsWith", values);
    case "ENDS_WITH":
      return some("endsWith", values);
    case "HAS_EVER_BEEN_EQUAL_TO":
      return everBeen(asked, values);
    case "HAS_NEVER_BEEN_EQUAL_TO":
      asked.differs(knowsSinceConnected);
      return compares("hasNeverBeen", values);
    default:
      return refused(onlyWholePast);
  }
}

/** `in`, or the plainer `=` for one value. */
export function isOneOf(values: readonly (string | number | boolean)[]): Holds {
  const [first, second] = values;
  return first !== undefined && second === undefined
    ? compares("=", first)
    : compares("in", values);
}

export function isNoneOf(values: readonly (string | number | boolean)[]): Holds {
  const [first, second] = values;
  return first !== undefined && second === undefined
    ? compares("!=", first)
    : compares("notIn", values);
}

function some(operator: string, values: readonly string[]): Holds {
  return anyOf(values.map((value) => compares(operator, value)));
}

function every(operator: string, values: readonly string[]): Holds {
  return allOf(values.map((value) => compares(operator, value)));
}

const caseMatters =
  "HubSpot takes capital and small letters for the same, this rule does not: normalise the attribute to one case to have them alike.";

/** Digits and signs have no case. */
function noteCase({ ignoresCase, differs }: Asked, values: readonly string[]): void {
  const hasCase = values.some((value) => value.toLowerCase() !== value.toUpperCase());
  if (hasCase && !ignoresCase) differs(caseMatters);
}

const Compared = {
  comparisonPropertyName: z.string(),
  defaultComparisonValue: z.string().optional(),
};

/** Compares two texts of one record. */
export const comparativeStringOperation: Operation = {
  kinds: ["text", "choice"],
  operators: ["IS_EQUAL_TO", "IS_NOT_EQUAL_TO"],
  read(asked) {
    const read = operationOf(Compared, asked);
    if (!read.ok) return refused(read.why);
    const { comparisonPropertyName: other, defaultComparisonValue: fallback } = read.value;
    if (fallback !== undefined) return refused("Rules have no stand-in for a missing value.");
    if (asked.kindOf === undefined) return refused("Rules compare properties of records only.");
    if (!asked.ignoresCase) asked.differs(caseMatters);
    const compared = { value: attributeNameOf(other), valueSource: "field" } as const;
    const equal = { ...compared, operator: "=" };
    const unequal = { ...compared, operator: "!=" };
    return asked.operator === "IS_EQUAL_TO"
      ? comparesElse(equal, unequal)
      : comparesElse(unequal, equal);
  },
};
