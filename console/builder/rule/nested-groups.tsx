import { Text } from "@mantine/core";
import { elementScope, listFieldNamed } from "../../../shared/segmentation/language/scopes.ts";
import { formOf } from "../../../shared/segmentation/parse/condition-form.ts";
import { pointerTo } from "../../../shared/segmentation/parse/rule-problem.ts";
import { type Condition, nestedRule, type RuleGroup } from "../../../shared/segmentation/rule.ts";
import { type Path, replaceAt } from "../model/rule-tree.ts";
import { type RuleEditorProps, useBuilder } from "./builder-context.ts";
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
  const { rule, onChange, scope } = useEditedRule();
  const list = listFieldNamed(condition.field);
  if (list === undefined) return null;
  const set = (members: Partial<Condition>) =>
    onChange(replaceAt(rule, path, { ...condition, ...members }));
  const setValue = (value: unknown) => set({ value });
  const inner = elementScope(list, scope);
  const { value, aggregate = { function: "count" } } = condition;
  switch (formOf(condition).kind) {
    case "sequence":
      return <SequenceSteps value={value} onChange={setValue} scope={inner} pointer={pointer} />;
    case "aggregate":
      return (
        <Elements
          lead="of those only, where"
          rule={nestedRule(aggregate.where)}
          onChange={(where) => set({ aggregate: { ...aggregate, where } })}
          scope={inner}
          pointer={pointerTo(pointer, "aggregate", "where")}
        />
      );
    case "match":
      return (
        <Elements
          rule={nestedRule(value)}
          onChange={setValue}
          scope={inner}
          pointer={pointerTo(pointer, "value")}
        />
      );
    case "companyPresence":
    case "past":
    case "segment":
    case "split":
    case "value":
      return null;
  }
}

interface ElementsProps extends Omit<RuleEditorProps, "rule"> {
  readonly rule: RuleGroup | undefined;
  readonly lead?: string;
}

function Elements({ rule = nothingAsked, lead, ...edited }: ElementsProps) {
  const { RuleEditor } = useBuilder();
  return (
    <div className={classes["nested"]}>
      {lead === undefined ? null : (
        <Text size="sm" mb={4}>
          {lead}
        </Text>
      )}
      <RuleEditor rule={rule} {...edited} />
    </div>
  );
}

const nothingAsked: RuleGroup = { combinator: "and", rules: [] };
