import { behaviourPart } from "../language/rule-fields.ts";
import type { Behaviour } from "../record.ts";
import type { Rule } from "../rule.ts";
import { checkedOperand } from "./checked-operand.ts";
import { compileCondition } from "./compile-condition.ts";
import { compileTree } from "./compile-group.ts";
import type { CompileContext, CompiledNode } from "./compiled-node.ts";
import { fieldSource } from "./value-source.ts";

/** Compiles a group that is asked of one behaviour at a time. */
export function compileBehaviourRule(rule: Rule, context: CompileContext): CompiledNode<Behaviour> {
  const declarationOf = (name: string) => behaviourPart(name).declared;
  const sourceOf = (name: string) => fieldSource(behaviourPart(name), context.instantOf);
  return compileTree(rule, (condition) => {
    const source = sourceOf(condition.field);
    const checked = checkedOperand(condition, source.declared, declarationOf, context);
    return compileCondition(condition, checked, source, sourceOf, context);
  });
}
