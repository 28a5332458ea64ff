import { attributesOf, listFieldNamed } from "../../../shared/segmentation/language/scopes.ts";
import { formOf } from "../../../shared/segmentation/parse/condition-form.ts";
import type { Condition } from "../../../shared/segmentation/rule.ts";
import { fieldLabel } from "../model/field-words.ts";
import { renewedCondition } from "../model/identified.ts";
import { type Path, replaceAt } from "../model/rule-tree.ts";
import { ValueEditor } from "../value/value-editor.tsx";
import { AggregateLine } from "./aggregate-line.tsx";
import { useBuilder } from "./builder-context.ts";
import { useEditedRule } from "./edited-rule.ts";
import { FieldPicker } from "./field-picker.tsx";
import { MatchLine } from "./match-line.tsx";
import { OperatorPicker } from "./operator-picker.tsx";
import classes from "./rule.module.css";

interface ConditionPartsProps {
  readonly condition: Condition;
  readonly path: Path;
}

/** What a condition is about, what it asks, and with which value. */
export function ConditionParts({ condition, path }: ConditionPartsProps) {
  const { catalogue } = useBuilder();
  const { rule, onChange, scope } = useEditedRule();
  const set = (next: Condition) => onChange(replaceAt(rule, path, next));
  const { field, aggregate } = condition;
  const label = fieldLabel(field, attributesOf(scope), catalogue);
  const list = listFieldNamed(field);
  const isMatch = list !== undefined && formOf(condition).kind === "match";
  return (
    <>
      {aggregate === undefined ? null : (
        <AggregateLine condition={condition} aggregate={aggregate} onChange={set} />
      )}
      <div className={classes["field"]}>
        <FieldPicker
          scope={scope}
          label="What the condition is about"
          shown={label}
          onChoose={({ start }) => set({ ...renewedCondition(start), id: condition["id"] })}
        />
      </div>
      {isMatch ? (
        <MatchLine condition={condition} onChange={set} />
      ) : (
        <>
          <OperatorPicker condition={condition} onChange={set} />
          <div className={classes["value"]}>
            <ValueEditor condition={condition} label={label} onChange={set} />
          </div>
        </>
      )}
    </>
  );
}
