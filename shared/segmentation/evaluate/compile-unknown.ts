import type { Condition } from "../rule.ts";
import type { CompiledNode } from "./compiled-node.ts";
import { leafOf, unknownTest } from "./leaf.ts";

/** Compiles a condition of which nobody can say whether it holds. */
export function compileUnknown<Subject>(condition: Condition): CompiledNode<Subject> {
  const leaf = leafOf(condition);
  return {
    ...unknownTest<Subject>(),
    explain: () => ({ kind: "condition", ...leaf, truth: null, children: [] }),
  };
}
