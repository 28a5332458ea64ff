import type { CompiledRule } from "../../../shared/segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord, Value } from "../../../shared/segmentation/record.ts";
import { benchNow } from "./bench-now.ts";
import type { Contender, Outcome } from "./contender.ts";
import type { ChangeEvent } from "./workload.ts";

interface StoredRecord {
  readonly attributes: Map<string, Value>;
  readonly record: SegmentationRecord;
  /** One byte a segment. */
  readonly member: Uint8Array;
}

/** Evaluates the segments that `touchedBy` names and compares with what is stored. */
class PlainContender implements Contender {
  readonly name: string;
  readonly #rules: readonly CompiledRule[];
  readonly #touchedBy: (attribute: string) => readonly number[];
  readonly #records = new Map<number, StoredRecord>();

  constructor(
    name: string,
    rules: readonly CompiledRule[],
    touchedBy: (attribute: string) => readonly number[],
  ) {
    this.name = name;
    this.#rules = rules;
    this.#touchedBy = touchedBy;
  }

  load(number: number, values: ReadonlyMap<string, Value>): void {
    const attributes = new Map(values);
    const record = { id: String(number), attributes, behaviours: new Map() };
    const member = Uint8Array.from(this.#rules, (rule) => isMember(rule, record));
    this.#records.set(number, { attributes, record, member });
  }

  apply({ record: number, attribute, value }: ChangeEvent): Outcome {
    const stored = this.#records.get(number);
    if (stored === undefined) throw new Error(`record ${number} was not loaded`);
    stored.attributes.set(attribute, value);
    const touched = this.#touchedBy(attribute);
    const flips: string[] = [];
    for (const segment of touched) {
      const rule = this.#rules[segment];
      const now = rule === undefined ? 0 : isMember(rule, stored.record);
      if (now === stored.member[segment]) continue;
      stored.member[segment] = now;
      flips.push(now === 1 ? `+${segment}` : `-${segment}`);
    }
    return { touched: touched.length, flips };
  }
}

function isMember(rule: CompiledRule, record: SegmentationRecord): 0 | 1 {
  return rule.evaluate(record, benchNow) === true ? 1 : 0;
}

/** Every rule, compiled, at each event. */
export function allSegments(rules: readonly CompiledRule[]): Contender {
  const all = rules.map((_, segment) => segment);
  return new PlainContender("all-segments", rules, () => all);
}

/** The baseline: attribute → segments that read it, compiled. */
export function fieldIndex(rules: readonly CompiledRule[]): Contender {
  const byField = new Map<string, number[]>();
  for (const [segment, { reads }] of rules.entries())
    for (const field of reads) {
      const segments = byField.get(field);
      if (segments === undefined) byField.set(field, [segment]);
      else segments.push(segment);
    }
  return new PlainContender(
    "field-index",
    rules,
    (attribute) => byField.get(`attribute:${attribute}`) ?? [],
  );
}
