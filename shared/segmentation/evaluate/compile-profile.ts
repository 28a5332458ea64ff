import { behavioursField, profileField } from "../language/rule-fields.ts";
import { segmentsField } from "../language/scopes.ts";
import type { SegmentationRecord } from "../record.ts";
import type { Condition, Rule } from "../rule.ts";
import { type CheckedOperand, checkedOperand } from "./checked-operand.ts";
import { compileBehaviours } from "./compile-behaviours.ts";
import { compileCondition } from "./compile-condition.ts";
import { compileTree } from "./compile-group.ts";
import { compilePast } from "./compile-past.ts";
import { compileRelated } from "./compile-related.ts";
import { compileSegment } from "./compile-segment.ts";
import { compileSplit } from "./compile-split.ts";
import type { CompileContext, CompiledNode } from "./compiled-node.ts";
import { isRelatedField } from "./related-list.ts";
import { coalescedSource, fieldSource } from "./value-source.ts";

/** Compiles a rule that is asked of one profile: the one it is over, or a related one. */
export function compileProfileRule(
  rule: Rule,
  context: CompileContext,
): CompiledNode<SegmentationRecord> {
  return compileTree(rule, (condition) => compileProfileCondition(condition, context));
}

function compileProfileCondition(
  condition: Condition,
  context: CompileContext,
): CompiledNode<SegmentationRecord> {
  const { field } = condition;
  if (field === segmentsField) return compileSegment(condition);
  if (field === behavioursField) return compileBehaviours(condition, context);
  return isRelatedField(field)
    ? compileRelated(condition, field, context, compileProfileRule)
    : compileAttribute(condition, context);
}

function compileAttribute(
  condition: Condition,
  context: CompileContext,
): CompiledNode<SegmentationRecord> {
  const declared = context.attributes[context.object];
  const fieldOf = (name: string) => profileField(name, declared);
  const sourceOf = (name: string) => fieldSource(fieldOf(name), context.instantOf);
  const declarationOf = (name: string) => declared.get(name);
  const { field, coalesce = [] } = condition;
  const checked = checkedOperand(condition, fieldOf(field).declared, declarationOf, context);
  return (
    compileSpecial(condition, checked, context) ??
    compileCondition(
      condition,
      checked,
      coalesce.length === 0
        ? sourceOf(field)
        : coalescedSource([fieldOf(field), ...coalesce.map(fieldOf)], context.instantOf),
      sourceOf,
      context,
    )
  );
}

/** What is asked of something else than a value that the profile has now. */
function compileSpecial(
  condition: Condition,
  checked: CheckedOperand | undefined,
  context: CompileContext,
): CompiledNode<SegmentationRecord> | undefined {
  if (checked === undefined) return undefined;
  const { operator, operand } = checked;
  if (operand.kind === "split") return compileSplit(condition, operator, operand);
  const isPast = operand.kind === "past" || operand.kind === "everBeen";
  return isPast && operator.reads === "past"
    ? compilePast(condition, operator, operand, context)
    : undefined;
}
