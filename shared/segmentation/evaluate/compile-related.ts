import { profileField } from "../language/rule-fields.ts";
import type { SegmentationRecord } from "../record.ts";
import type { Condition, Rule } from "../rule.ts";
import { countedIn, numberSource } from "./aggregate-source.ts";
import { checkedOperand } from "./checked-operand.ts";
import { compileAggregate } from "./compile-aggregate.ts";
import { compileCondition } from "./compile-condition.ts";
import { compileMatch } from "./compile-match.ts";
import type { CompileContext, CompiledNode } from "./compiled-node.ts";
import { listQuestion } from "./list-question.ts";
import { type RelatedField, relatedList, relatedObject } from "./related-list.ts";
import type { ValueSource } from "./value-source.ts";

/** Compiles a rule that is asked of one profile. */
type CompileProfileRule = (rule: Rule, context: CompileContext) => CompiledNode<SegmentationRecord>;

/** Compiles a condition on the company, the contacts or the ancestors of a profile. */
export function compileRelated(
  condition: Condition,
  field: RelatedField,
  context: CompileContext,
  compile: CompileProfileRule,
): CompiledNode<SegmentationRecord> {
  const question = listQuestion(condition);
  const list = relatedList(field);
  const within = { ...context, object: relatedObject(field) };
  switch (question.kind) {
    case "match":
      return compileMatch(condition, question.match, list, compile(question.group, within));
    case "aggregate": {
      const { aggregate } = question;
      const where = compile(question.group, within);
      const counted = countedIn(list, where);
      const { read } = profileField(aggregate.of ?? "", within.attributes[within.object]);
      const source = numberSource(aggregate, counted, read);
      return compileAggregate(condition, { aggregate, list, where, counted, source }, context);
    }
    case "sequence":
    case "presence": {
      const source = idsOf(field);
      const checked = checkedOperand(condition, undefined, () => undefined, context);
      return compileCondition(condition, checked, source, () => source, context);
    }
  }
}

/** The related profiles as a value that is missing where there are none: their ids. */
function idsOf(field: RelatedField): ValueSource<SegmentationRecord> {
  const { read } = relatedList(field);
  const value = (record: SegmentationRecord) => {
    const ids = read(record).map(({ id }) => id);
    return ids.length === 0 ? undefined : ids;
  };
  return { declared: undefined, value, instant: () => undefined };
}
