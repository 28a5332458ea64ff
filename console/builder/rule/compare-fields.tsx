import { Menu } from "@mantine/core";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import { comparesFields } from "../../../shared/segmentation/language/read-other-field.ts";
import { isReservedName } from "../../../shared/segmentation/language/rule-fields.ts";
import type { Condition } from "../../../shared/segmentation/rule.ts";
import { type Path, replaceAt } from "../model/rule-tree.ts";
import { useEditedRule } from "./edited-rule.ts";

interface CompareFieldsProps {
  readonly condition: Condition;
  readonly path: Path;
}

/** Compares with another attribute instead of a value, or with a value again. */
export function CompareFields({ condition, path }: CompareFieldsProps) {
  const { rule, onChange, scope } = useEditedRule();
  const { operator = "", field, valueSource } = condition;
  if (!comparesFields.includes(operator) || isReservedName(field)) return null;
  if (scope.place === "behaviour") return null;
  const isField = valueSource === "field";
  return (
    <Menu.Item
      leftSection={<IconArrowsLeftRight size={16} aria-hidden />}
      onClick={() =>
        onChange(
          replaceAt(rule, path, {
            ...condition,
            valueSource: isField ? "value" : "field",
            value: null,
          }),
        )
      }
    >
      {isField ? "Compare with a value" : "Compare with another attribute"}
    </Menu.Item>
  );
}
