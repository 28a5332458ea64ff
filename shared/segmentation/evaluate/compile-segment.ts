import { operatorNamed } from "../language/operators.ts";
import type { SegmentationRecord } from "../record.ts";
import type { Condition } from "../rule.ts";
import type { CompiledNode } from "./compiled-node.ts";
import type { SegmentExplanation } from "./explanation.ts";
import { leafOf, timeless } from "./leaf.ts";

/** The segments that a condition on membership names. */
export function segmentsIn({ value }: Condition): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

/** Compiles membership of other segments; a profile without any is a member of none. */
export function compileSegment(condition: Condition): CompiledNode<SegmentationRecord> {
  const wanted = segmentsIn(condition);
  const negated = operatorNamed(condition.operator)?.negated === true;
  const test = timeless<SegmentationRecord>(
    ({ segments }) => (segments !== undefined && wanted.some((id) => segments.has(id))) !== negated,
  );
  const leaf = leafOf(condition);
  return {
    ...test,
    explain: (record, now, owner): SegmentExplanation => ({
      kind: "segment",
      ...leaf,
      memberOf: wanted.filter((id) => record.segments?.has(id)),
      truth: test.truth(record, now, owner),
      children: [],
    }),
  };
}
