import { elementScope, listFieldNamed } from "../../../shared/segmentation/language/scopes.ts";
import { formOf } from "../../../shared/segmentation/parse/condition-form.ts";
import { pointerTo } from "../../../shared/segmentation/parse/rule-problem.ts";
import { type Condition, nestedRule, type RuleGroup } from "../../../shared/segmentation/rule.ts";
import { type Path, replaceAt } from "../model/rule-tree.ts";
import { useBuilder } from "./builder-context.ts";
import { useEditedRule } from "./edited-rule.ts";
import classes from "./rule.module.css";
import { SequenceSteps } from "./sequence-steps.tsx";

interface NestedGroupsProps {
  readonly condition: Condition;
  readonly path: Path;
  readonly pointer: string;
}

/** What must be so of the elements of a list: a rule of its own within the condition. */
export function NestedGroups({ condition, path, pointer }: NestedGroupsProps) {
  const { RuleEditor } = useBuilder();
  const { rule, onChange, scope } = useEditedRule();
  const list = listFieldNamed(condition.field);
  if (list === undefined) return null;
  const set = (value: unknown) => onChange(replaceAt(rule, path, { ...condition, value }));
  const inner = elementScope(list, scope);
  const { kind } = formOf(condition);
  if (kind === "sequence")
    return <SequenceSteps value={condition.value} onChange={set} scope={inner} pointer={pointer} />;
  if (kind !== "match") return null;
  return (
    <div className={classes["nested"]}>
      <RuleEditor
        rule={nestedRule(condition.value) ?? nothingAsked}
        onChange={set}
        scope={inner}
        pointer={pointerTo(pointer, "value")}
      />
    </div>
  );
}

const nothingAsked: RuleGroup = { combinator: "and", rules: [] };
