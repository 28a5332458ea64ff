import { behaviourPart } from "../language/rule-fields.ts";
import type { Behaviour, SegmentationRecord } from "../record.ts";
import type { Aggregate, Condition } from "../rule.ts";
import { type Counted, countedIn, edgeSource, numberSource } from "./aggregate-source.ts";
import { behaviourList } from "./behaviour-list.ts";
import { checkedOperand } from "./checked-operand.ts";
import { compileAggregate } from "./compile-aggregate.ts";
import { compileBehaviourRule } from "./compile-behaviour.ts";
import { compileMatch } from "./compile-match.ts";
import { compileSequence } from "./compile-sequence.ts";
import { compileUnknown } from "./compile-unknown.ts";
import type { CompileContext, CompiledNode } from "./compiled-node.ts";
import { listQuestion } from "./list-question.ts";
import { reachOf } from "./reach.ts";

/** Compiles a condition on the behaviours of a profile. */
export function compileBehaviours(
  condition: Condition,
  context: CompileContext,
): CompiledNode<SegmentationRecord> {
  const question = listQuestion(condition);
  const list = behaviourList(reachOf(question));
  switch (question.kind) {
    case "match": {
      const inner = compileBehaviourRule(question.group, context);
      return compileMatch(condition, question.match, list, inner);
    }
    case "aggregate": {
      const { aggregate } = question;
      const where = compileBehaviourRule(question.group, context);
      const counted = countedIn(list, where);
      const source = sourceOf(aggregate, counted, context);
      return compileAggregate(condition, { aggregate, list, where, counted, source }, context);
    }
    case "sequence": {
      const steps = question.steps.map((step) => compileBehaviourRule(step, context));
      const checked = checkedOperand(condition, undefined, () => undefined, context);
      return checked === undefined
        ? compileUnknown(condition)
        : compileSequence(condition, checked, list, steps, context.calendar);
    }
    case "presence":
      return compileUnknown(condition);
  }
}

function sourceOf(
  aggregate: Aggregate,
  counted: Counted<Behaviour>,
  { instantOf }: CompileContext,
) {
  const { function: how, of = "at" } = aggregate;
  return how === "first" || how === "last"
    ? edgeSource(how, of, counted, instantOf)
    : numberSource(aggregate, counted, behaviourPart(of).read);
}
