import { compileRule } from "../evaluate/compile-rule.ts";
import { anyBehaviour, attributeField, idField, isBehaviourField } from "../fields.ts";
import { operatorNamed } from "../language/operators.ts";
import type { RuleContext } from "../record.ts";
import type { Condition } from "../rule.ts";
import { fieldGroup } from "./field-group.ts";
import type { PiecePlace } from "./piece-place.ts";
import { Pieces } from "./pieces.ts";
import { type AttributeReading, type Reading, Slot } from "./slot.ts";

const none: readonly never[] = [];

/** The slots of one index, each there once however many literals read it. */
export class SlotTable {
  readonly slots: Slot[] = [];
  readonly timed: Slot[] = [];
  readonly #context: RuleContext;
  readonly #byKey = new Map<string, Slot>();
  readonly #byField = new Map<string, Slot[]>();
  readonly #pieces = new Map<string, Pieces[]>();

  constructor(context: RuleContext) {
    this.#context = context;
  }

  /** @param detail tells apart what is of one kind and attribute. */
  ofAttribute(reading: AttributeReading, detail = ""): Slot {
    const key = `${reading.kind} ${detail} ${reading.attribute}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const field = fieldOf(reading.attribute);
    const slot = this.#add(key, reading, [field], reading.kind === "window");
    if (reading.kind === "piece") this.#piecesOf(field, reading.place).add(reading.piece, slot);
    else this.#list(field, slot);
    return slot;
  }

  ofCondition(condition: Condition): Slot {
    const key = `condition ${meaningOf(condition)}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const compiled = compileRule({ combinator: "and", rules: [condition] }, this.#context);
    const reading: Reading = { kind: "condition", attribute: "", condition: compiled };
    const slot = this.#add(key, reading, [...compiled.reads], isTimed(condition));
    for (const field of slot.fields) this.#list(field, slot);
    return slot;
  }

  /** What looks for pieces in the attribute that a change of the field touches. */
  piecesIn(field: string): readonly Pieces[] {
    return this.#pieces.get(field) ?? none;
  }

  /** The other slots that a change of the field may touch. */
  touchedBy(field: string): readonly Slot[] {
    const own = this.#byField.get(field) ?? none;
    if (!isBehaviourField(field) || field === anyBehaviour) return own;
    return [...own, ...(this.#byField.get(anyBehaviour) ?? [])];
  }

  /** Every slot that a change of the field may touch. */
  *reading(field: string): Generator<Slot> {
    yield* this.touchedBy(field);
    for (const pieces of this.piecesIn(field)) yield* pieces.slots();
  }

  #add(key: string, reading: Reading, fields: readonly string[], timed: boolean): Slot {
    const groups = [...new Set(fields.map(fieldGroup))];
    const place = { number: this.slots.length, fields, groups, timed };
    const slot = new Slot(place, reading);
    this.slots.push(slot);
    if (timed) this.timed.push(slot);
    this.#byKey.set(key, slot);
    return slot;
  }

  #list(field: string, slot: Slot): void {
    const others = this.#byField.get(field);
    if (others === undefined) this.#byField.set(field, [slot]);
    else others.push(slot);
  }

  #piecesOf(field: string, place: PiecePlace): Pieces {
    const all = this.#pieces.get(field) ?? [];
    this.#pieces.set(field, all);
    const known = all.find((each) => each.place === place);
    if (known !== undefined) return known;
    const pieces = new Pieces(place);
    all.push(pieces);
    return pieces;
  }
}

function fieldOf(attribute: string): string {
  return attribute === "id" ? idField : attributeField(attribute);
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
