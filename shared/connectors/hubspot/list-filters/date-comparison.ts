import { comparesElse } from "../../list-formula/formula.ts";
import { attributeNameOf } from "../property-value.ts";
import { type Asked, refused, type Understood } from "./operation.ts";

const turned = {
  before: { operator: "<=", opposite: ">" },
  after: { operator: ">=", opposite: "<" },
};

/** Compares the dates of two properties of one record. */
export function comparedWith(
  property: string,
  side: "before" | "after",
  inclusive: boolean,
  { kind, kindOf }: Asked,
): Understood {
  if (kindOf === undefined) return refused("Rules compare properties of records only.");
  const value = attributeNameOf(property);
  const valueSource = "field";
  if (!inclusive) return comparesElse({ operator: side, value, valueSource });
  // As text, only dates that are written alike compare as dates do.
  if (kind === undefined || kind === "text" || kindOf(property) !== kind)
    return refused("It is not known that both properties hold the same kind of dates.");
  const { operator, opposite } = turned[side];
  return comparesElse({ operator, value, valueSource }, { operator: opposite, value, valueSource });
}
