import { Checkbox, Tooltip } from "@mantine/core";
import { operatorNamed } from "../../../shared/segmentation/language/operators.ts";
import { isReservedName } from "../../../shared/segmentation/language/rule-fields.ts";
import { formOf } from "../../../shared/segmentation/parse/condition-form.ts";
import type { Condition } from "../../../shared/segmentation/rule.ts";
import { remarkAt } from "../model/remarks.ts";
import { type Path, pointerAt, replaceAt } from "../model/rule-tree.ts";
import { useBuilder } from "./builder-context.ts";
import { useEditedRule } from "./edited-rule.ts";

interface ConditionOptionsProps {
  readonly condition: Condition;
  readonly path: Path;
}

/** Whether those without a value count too; offered where somebody has none. */
export function ConditionOptions({ condition, path }: ConditionOptionsProps) {
  const { canEdit, remarks } = useBuilder();
  const { rule, onChange, scope, pointer } = useEditedRule();
  const { includeMissing, ...without } = condition;
  const { count } = remarkAt(remarks, pointerAt(pointer, path));
  const isMoot = count?.unknown === 0 && includeMissing !== true;
  if (isMoot || !mayMiss(condition) || scope.place === "behaviour") return null;
  return (
    <Tooltip
      multiline
      w={300}
      label="Nothing can be said of a value that is not there, so without this whoever has none is left out, also by “is not”."
    >
      <Checkbox
        size="xs"
        w="fit-content"
        checked={includeMissing === true}
        disabled={!canEdit}
        label="Also whoever has no value here"
        onChange={(event) => {
          const isOn = event.currentTarget.checked;
          const next = isOn ? { ...condition, includeMissing: true } : without;
          onChange(replaceAt(rule, path, next));
        }}
      />
    </Tooltip>
  );
}

function mayMiss(condition: Condition): boolean {
  const { kind } = formOf(condition);
  if (condition.includeMissing === true) return true;
  if (kind === "aggregate")
    return condition.aggregate?.function !== "count" && !asksPresence(condition);
  if (isReservedName(condition.field)) return false;
  return (kind === "value" || kind === "past") && !asksPresence(condition);
}

function asksPresence({ operator }: Condition): boolean {
  return operatorNamed(operator)?.reads === "presence";
}
