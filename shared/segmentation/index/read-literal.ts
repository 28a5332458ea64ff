import { zoneReading } from "../evaluate/zone-reading.ts";
import type { Operand } from "../language/operand.ts";
import { type Operator, operatorNamed } from "../language/operators.ts";
import { readOperand } from "../language/read-operand.ts";
import { profileField } from "../language/rule-fields.ts";
import type { AttributeType, RuleContext } from "../record.ts";
import type { Condition } from "../rule.ts";
import { windowFor } from "../time/window.ts";
import type { Formula } from "./formula.ts";
import {
  everywhere,
  highest,
  type Interval,
  inInside,
  inMissing,
  inOutside,
  type Literal,
  lowest,
  nothing,
  type Reach,
} from "./literal.ts";
import { codedType, comparisonReach, exactly, momentReach } from "./operand-reach.ts";
import type { PiecePlace } from "./piece-place.ts";
import type { Slot } from "./slot.ts";
import type { SlotTable } from "./slot-table.ts";

/** What of a condition does not depend on its being negated or counting the missing in. */
type Question = Pick<Literal, "slot" | "reach" | "insideShare">;

/** These name no attribute; what is asked of them is asked as a whole. */
const lists = new Set(["behaviours", "company", "contacts", "ancestors", "segment"]);
const pieceOperators: ReadonlyMap<string, PiecePlace> = new Map([
  ["beginsWith", "start"],
  ["doesNotBeginWith", "start"],
  ["endsWith", "end"],
  ["doesNotEndWith", "end"],
  ["contains", "anywhere"],
  ["doesNotContain", "anywhere"],
]);
const equality = new Set(["=", "!=", "in", "notIn"]);

/** Reads conditions as literals over slots: by value where that can be, else as a whole. */
export class LiteralReader {
  readonly #context: RuleContext;
  readonly #slots: SlotTable;

  constructor(context: RuleContext, slots: SlotTable) {
    this.#context = context;
    this.#slots = slots;
  }

  /** @returns what holds where the condition is true, or `whereFalse`, where it is false. */
  read(condition: Condition, whereFalse: boolean): Formula {
    const formula = this.#read(condition, whereFalse);
    if (formula.kind === "literal") formula.slot.share();
    return formula;
  }

  #read(condition: Condition, whereFalse: boolean): Formula {
    const operator = operatorNamed(condition.operator);
    const byValue = operator && this.#readByValue(condition, operator, whereFalse);
    if (byValue !== undefined) return byValue;
    const slot = this.#slots.ofCondition(condition);
    const whole = { slot, reach: exactly(1), insideShare: 0.3 };
    return literalOf(whole, whereFalse ? inOutside : inInside);
  }

  #readByValue(condition: Condition, operator: Operator, whereFalse: boolean): Formula | undefined {
    const question = this.#question(condition, operator);
    if (question === undefined) return undefined;
    const { trueIn, falseIn } = regionsOf(operator, condition.includeMissing === true);
    return literalOf(question, whereFalse ? falseIn : trueIn);
  }

  #question(condition: Condition, operator: Operator): Question | undefined {
    const { field, coalesce } = condition;
    if (lists.has(field) || coalesce !== undefined) return undefined;
    const { object, zone, attributes } = this.#context;
    const declarationOf = (name: string) => profileField(name, attributes[object]).declared;
    const declared = declarationOf(field);
    const { calendar } = zoneReading(zone);
    const read = readOperand(operator, condition, declared, { calendar, declarationOf });
    if (!read.ok) return undefined;
    return this.#ofOperand(condition, operator, read.operand, declared?.type ?? "string");
  }

  #ofOperand(
    { field: attribute, operator: name = "" }: Condition,
    operator: Operator,
    operand: Operand,
    declared: AttributeType,
  ): Question | undefined {
    switch (operand.kind) {
      case "none":
        return { slot: this.#mainSlot(attribute, declared), reach: nothing, insideShare: 0 };
      case "values":
        return this.#ofValues(attribute, name, operand);
      case "moment": {
        const reach = momentReach(name, operand.from, operand.until);
        return reach && this.#ofReach({ kind: "instant", attribute }, reach);
      }
      case "window": {
        const { span } = operand;
        if (operator.reads !== "window") return undefined;
        const window = windowFor(operator.window, span, zoneReading(this.#context.zone).calendar);
        const detail = `${operator.window} ${typeof span === "string" ? span : span.text}`;
        const instant = this.#slots.ofAttribute({ kind: "instant", attribute });
        const reading = { kind: "window", attribute, window, instant } as const;
        const slot = this.#slots.ofAttribute(reading, detail);
        return { slot, reach: exactly(1), insideShare: 0.3 };
      }
      case "field":
      case "relative":
      case "past":
      case "everBeen":
      case "split":
      case "sequence":
        return undefined;
    }
  }

  #ofValues(
    attribute: string,
    operator: string,
    { type, wanted }: Operand & { readonly kind: "values" },
  ): Question | undefined {
    const place = pieceOperators.get(operator);
    const [text] = wanted;
    if (place !== undefined && typeof text === "string") {
      const reading = { kind: "piece", attribute, place, piece: text } as const;
      const slot = this.#slots.ofAttribute(reading, `${place} ${JSON.stringify(text)}`);
      return { slot, reach: exactly(1), insideShare: 0.2 };
    }
    const of = codedType(type);
    if (of === undefined) return undefined;
    if (equality.has(operator)) {
      const slot = this.#slots.ofAttribute({ kind: "code", of, attribute }, of);
      const codes = new Set(wanted.map((value) => slot.nameCode(value)));
      const [only = Number.NaN] = codes;
      const reach: Reach = codes.size > 1 ? { kind: "codes", codes } : exactly(only);
      return { slot, reach, insideShare: Math.min(0.6, 0.12 * codes.size) };
    }
    const [low, high = low] = wanted;
    if (typeof low !== "number" || typeof high !== "number") return undefined;
    const reach = comparisonReach(operator, low, high);
    const kind = of === "instant" ? "instant" : "number";
    return reach && this.#ofReach({ kind, attribute }, reach);
  }

  /** What most conditions on an attribute of this type read: presence is seen there for nothing. */
  #mainSlot(attribute: string, declared: AttributeType): Slot {
    const of = codedType(declared) ?? "string";
    if (of === "number" || of === "instant")
      return this.#slots.ofAttribute({ kind: of, attribute });
    return this.#slots.ofAttribute({ kind: "code", of, attribute }, of);
  }

  #ofReach(
    reading: { readonly kind: "number" | "instant"; readonly attribute: string },
    reach: Interval,
  ): Question {
    const slot = this.#slots.ofAttribute(reading);
    const oneSided = reach.low === lowest || reach.high === highest;
    return { slot, reach, insideShare: oneSided ? 0.5 : 0.15 };
  }
}

/** The regions where a condition is true and where it is false; in the others it is unknown. */
function regionsOf(operator: Operator, includeMissing: boolean) {
  const { negated } = operator;
  if (operator.reads === "presence") {
    const trueIn =
      (negated ? everywhere ^ inMissing : inMissing) | (includeMissing ? inMissing : 0);
    return { trueIn, falseIn: everywhere ^ trueIn };
  }
  const trueIn = negated ? inOutside : inInside;
  return {
    trueIn: includeMissing ? trueIn | inMissing : trueIn,
    falseIn: negated ? inInside : inOutside,
  };
}

function literalOf(question: Question, holdsIn: number): Formula {
  if (holdsIn === 0 || holdsIn === everywhere) return { kind: "constant", holds: holdsIn !== 0 };
  return { kind: "literal", ...question, holdsIn };
}
