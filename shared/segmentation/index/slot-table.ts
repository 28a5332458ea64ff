import { compileRule } from "../evaluate/compile-rule.ts";
import { anyBehaviour, attributeField, idField, isBehaviourField } from "../fields.ts";
import { operatorNamed } from "../language/operators.ts";
import type { RuleContext } from "../record.ts";
import type { Condition } from "../rule.ts";
import { fieldGroup } from "./field-group.ts";
import { type Reading, Slot, type ValueReading, type WindowReading } from "./slot.ts";

/** The slots of one index, each there once however many literals read it. */
export class SlotTable {
  readonly slots: Slot[] = [];
  readonly timed: Slot[] = [];
  readonly #context: RuleContext;
  readonly #byKey = new Map<string, Slot>();
  readonly #byField = new Map<string, Slot[]>();

  constructor(context: RuleContext) {
    this.#context = context;
  }

  /** @param detail tells apart what is of one kind and attribute. */
  ofAttribute(reading: ValueReading | WindowReading, detail = ""): Slot {
    const key = `${reading.kind} ${detail} ${reading.attribute}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const { attribute } = reading;
    const field = attribute === "id" ? idField : attributeField(attribute);
    return this.#add(key, reading, [field], reading.kind === "window");
  }

  ofCondition(condition: Condition): Slot {
    const key = `condition ${meaningOf(condition)}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const compiled = compileRule({ combinator: "and", rules: [condition] }, this.#context);
    const reading: Reading = { kind: "condition", condition: compiled };
    return this.#add(key, reading, [...compiled.reads], isTimed(condition));
  }

  /** The slots that a change of the field may touch. */
  touchedBy(field: string): readonly Slot[] {
    const own = this.#byField.get(field) ?? [];
    if (!isBehaviourField(field) || field === anyBehaviour) return own;
    return [...own, ...(this.#byField.get(anyBehaviour) ?? [])];
  }

  #add(key: string, reading: Reading, fields: readonly string[], timed: boolean): Slot {
    const groups = [...new Set(fields.map(fieldGroup))];
    const place = { number: this.slots.length, fields, groups, timed };
    const slot = new Slot(place, reading);
    this.slots.push(slot);
    if (timed) this.timed.push(slot);
    this.#byKey.set(key, slot);
    for (const field of fields) {
      const others = this.#byField.get(field);
      if (others === undefined) this.#byField.set(field, [slot]);
      else others.push(slot);
    }
    return slot;
  }
}

/** Two conditions of one meaning are one slot, whatever else an editor wrote beside it. */
function meaningOf(condition: Condition): string {
  const { field, operator, value, valueSource, match, includeMissing, coalesce, aggregate } =
    condition;
  return JSON.stringify([
    field,
    operator,
    value,
    valueSource,
    match,
    includeMissing,
    coalesce,
    aggregate,
  ]);
}

/** Whether some operator within looks at the clock; what looks like one does no harm. */
function isTimed(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return false;
  if ("operator" in part && typeof part.operator === "string") {
    const reads = operatorNamed(part.operator)?.reads;
    if (reads === "window" || reads === "past") return true;
  }
  return Object.values(part).some(isTimed);
}
