import type { Operand } from "../../language/operand.ts";
import type { Operator } from "../../language/operators.ts";
import type { Condition } from "../../rule.ts";
import { UnwritableRule } from "./dialect.ts";
import type { Place, Writing } from "./place.ts";
import { fieldSource, missing, type ValueSource } from "./value-source.ts";
import { writeComparison, writeOtherField } from "./write-comparison.ts";
import { writeMoment, writeRelative, writeWindow } from "./write-instants.ts";
import { writeSplit } from "./write-split.ts";

/** The test of one value that an operator makes with its operand, before any negation. */
export function writeTest(
  condition: Condition,
  operator: Operator,
  operand: Operand,
  source: ValueSource,
  place: Place,
  writing: Writing,
): string {
  const { operator: name = "" } = condition;
  switch (operand.kind) {
    case "none":
      return missing(source);
    case "values":
      return writeComparison(name, operand, source, writing.dialect);
    case "field": {
      const other = fieldSource(operand.name, place, writing);
      return writeOtherField(operator, name, operand.asInstants, source, other, writing.dialect);
    }
    case "split":
      return writeSplit(operand, place, writing);
    case "past":
    case "everBeen":
    case "sequence":
      return writing.dialect.unknown;
    case "moment":
    case "window":
    case "relative":
      return writeInstantTest(
        condition,
        operator,
        operand,
        dated(condition, source),
        place,
        writing,
      );
  }
}

function writeInstantTest(
  { operator: name = "" }: Condition,
  operator: Operator,
  operand: Operand & { readonly kind: "moment" | "window" | "relative" },
  source: ValueSource,
  place: Place,
  writing: Writing,
): string {
  if (operand.kind === "moment") return writeMoment(name, operand, source);
  if (operand.kind === "window" && operator.reads === "window") {
    return writeWindow(operator, operand, source, writing);
  }
  return operand.kind === "relative" && operator.reads === "relative"
    ? writeRelative(operator, operand, source, place, writing)
    : writing.dialect.unknown;
}

/** The tables keep no instants beside ids and the names of behaviours. */
function dated({ field }: Condition, source: ValueSource): ValueSource {
  if (source.from !== undefined || source.instant !== undefined) return source;
  throw new UnwritableRule(`SQL does not read ${field} as a date: compare it as text.`);
}
