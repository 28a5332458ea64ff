import { Select } from "@mantine/core";
import { isAnchorItself, isSubject } from "../../../shared/segmentation/language/scopes.ts";
import type { Condition } from "../../../shared/segmentation/rule.ts";
import { conditionType } from "../model/aggregates.ts";
import { operatorGroups, operatorLabel, withOperator } from "../model/operator-choices.ts";
import { useBuilder } from "./builder-context.ts";
import { useEditedRule } from "./edited-rule.ts";
import classes from "./rule.module.css";

interface OperatorPickerProps {
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
}

/** What is asked of the field: the operators that its type allows, as the sentence says them. */
export function OperatorPicker({ condition, onChange }: OperatorPickerProps) {
  const { catalogue, today, canEdit } = useBuilder();
  const { scope } = useEditedRule();
  const { field, aggregate, operator = "" } = condition;
  const type = conditionType(condition, scope, catalogue);
  // What figures have been is not kept.
  const hasPast = isSubject(scope) && aggregate === undefined;
  const ofType = () => operatorGroups(type, { hasPast, hasAnchors: isAnchorItself(scope) });
  const groups = aggregate === undefined ? operatorChoices(field, ofType) : ofType();
  const isListed = groups.some(({ items }) => items.some(({ value }) => value === operator));
  const others = isListed
    ? []
    : [{ group: "Now", items: [{ value: operator, label: operatorLabel(operator) }] }];
  return (
    <Select
      className={classes["operator"] ?? ""}
      aria-label="What is asked"
      data={[...groups, ...others].map(({ group, items }) => ({ group, items: [...items] }))}
      value={operator}
      allowDeselect={false}
      searchable
      disabled={!canEdit}
      maxDropdownHeight={340}
      comboboxProps={{ width: 260, position: "bottom-start" }}
      onChange={(name) => {
        if (name !== null) onChange(withOperator(condition, name, type, today));
      }}
    />
  );
}

/** Some fields have questions of their own. */
function operatorChoices(field: string, ofType: () => ReturnType<typeof operatorGroups>) {
  switch (field) {
    case "segment":
      return [
        {
          group: "Membership",
          items: [
            { value: "in", label: "in any of" },
            { value: "notIn", label: "in none of" },
          ],
        },
      ];
    case "id":
      return [
        {
          group: "Split",
          items: ["inSplit", "notInSplit"].map((value) => ({ value, label: operatorLabel(value) })),
        },
      ];
    case "behaviours":
      return [
        {
          group: "Order",
          items: ["sequence", "notSequence"].map((value) => ({
            value,
            label: operatorLabel(value),
          })),
        },
      ];
    default:
      return ofType();
  }
}
