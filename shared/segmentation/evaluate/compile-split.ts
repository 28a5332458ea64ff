import type { Operand } from "../language/operand.ts";
import type { Operator } from "../language/operators.ts";
import type { SegmentationRecord } from "../record.ts";
import type { Condition } from "../rule.ts";
import type { CompiledNode } from "./compiled-node.ts";
import type { SplitExplanation } from "./explanation.ts";
import { leafOf, timeless } from "./leaf.ts";
import { splitBucket } from "./split-bucket.ts";

/** Compiles a part of a random split, which a profile never leaves. */
export function compileSplit(
  condition: Condition,
  { negated }: Operator,
  { salt, from, to }: Operand & { readonly kind: "split" },
): CompiledNode<SegmentationRecord> {
  const test = timeless<SegmentationRecord>(({ id }) => {
    const bucket = splitBucket(salt, id);
    return (bucket >= from && bucket < to) !== negated;
  });
  const leaf = leafOf(condition);
  return {
    ...test,
    explain: (record, now, owner): SplitExplanation => ({
      kind: "split",
      ...leaf,
      bucket: splitBucket(salt, record.id) / 100,
      truth: test.truth(record, now, owner),
      children: [],
    }),
  };
}
