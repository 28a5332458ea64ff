import type { CompiledRule } from "../../../shared/segmentation/evaluate/compile-rule.ts";
import { attributeField } from "../../../shared/segmentation/fields.ts";
import { hasBit } from "../../../shared/segmentation/index/member-bits.ts";
import type { SegmentationRecord } from "../../../shared/segmentation/record.ts";
import { benchNow } from "./bench-now.ts";
import type { Contender, JudgedChange, Turned } from "./contender.ts";

/** Segments by the attributes they read. */
export function segmentsByAttribute(rules: readonly CompiledRule[]): Map<string, number[]> {
  const byField = new Map<string, number[]>();
  for (const [segment, { reads }] of rules.entries())
    for (const field of reads) {
      const segments = byField.get(field);
      if (segments === undefined) byField.set(field, [segment]);
      else segments.push(segment);
    }
  return byField;
}

type IsMember = (segment: number, record: SegmentationRecord) => boolean;
type TouchedBy = (attribute: string) => readonly number[];

/** Whether the record was in the segment before the change: looked up, or evaluated. */
type WasMember = (segment: number, change: JudgedChange) => boolean;

/** Evaluates every segment that reads the attribute and compares with what was. */
export class EvaluatingContender implements Contender {
  readonly name: string;
  readonly #isMember: IsMember;
  readonly #touchedBy: TouchedBy;
  readonly #wasMember: WasMember;

  constructor(
    name: string,
    isMember: IsMember,
    touchedBy: TouchedBy,
    wasMember: WasMember = stored,
  ) {
    this.name = name;
    this.#isMember = isMember;
    this.#touchedBy = touchedBy;
    this.#wasMember = wasMember;
  }

  judge(change: JudgedChange): Turned {
    const entered: number[] = [];
    const exited: number[] = [];
    for (const segment of this.#touchedBy(change.attribute)) {
      const is = this.#isMember(segment, change.after);
      if (is === this.#wasMember(segment, change)) continue;
      if (is) entered.push(segment);
      else exited.push(segment);
    }
    return { entered, exited };
  }
}

function stored(segment: number, { members }: JudgedChange): boolean {
  return hasBit(members, segment);
}

/** Compiled closures: of all segments, and of those that read the attribute (the baseline). */
export function closureContenders(rules: readonly CompiledRule[]): Contender[] {
  const all = rules.map((_, segment) => segment);
  const byField = segmentsByAttribute(rules);
  const touchedBy = (attribute: string) => byField.get(attributeField(attribute)) ?? [];
  const isMember: IsMember = (segment, record) =>
    rules[segment]?.evaluate(record, benchNow) === true;
  return [
    new EvaluatingContender("all-segments", isMember, () => all),
    new EvaluatingContender("field-index", isMember, touchedBy),
    new EvaluatingContender("field-index, stateless", isMember, touchedBy, (segment, { before }) =>
      isMember(segment, before),
    ),
  ];
}
