import type { AttributeDeclaration, ObjectKind, RuleContext } from "../../record.ts";
import type { RuleGroup } from "../../rule.ts";
import type { Calendar } from "../../time/calendar.ts";
import type { Dialect } from "./dialect.ts";

/** The row that a group is asked of. */
export interface Place {
  readonly kind: ObjectKind | "behaviour";
  /** The row's alias. */
  readonly row: string;
  /** The row of the profile whose attributes and behaviours relative windows start from. */
  readonly anchorRow: string;
}

/** What every part of a rule is written with. */
export interface Writing {
  readonly dialect: Dialect;
  readonly context: RuleContext;
  readonly calendar: Calendar;
  /** An alias that nothing else in the statement has. */
  alias(prefix: string): string;
  /** Something that depends on the instant asked at alone, to be worked out once. */
  once(expression: string): string;
  /** The truth of a group at a place. */
  group(group: RuleGroup, place: Place): string;
}

const text: AttributeDeclaration = { type: "string" };
const instant: AttributeDeclaration = { type: "datetime" };

/** What is declared of a field at a place; undefined where every value keeps its own type. */
export function declarationAt(
  field: string,
  { kind }: Place,
  { attributes }: RuleContext,
): AttributeDeclaration | undefined {
  if (kind !== "behaviour") return field === "id" ? text : attributes[kind].get(field);
  if (field === "name") return text;
  return field === "at" ? instant : undefined;
}
