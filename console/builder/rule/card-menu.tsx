import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { isGroup, type RuleGroup } from "../../../shared/segmentation/rule.ts";
import { renewed } from "../model/identified.ts";
import { type Path, partAt, replaceAt } from "../model/rule-tree.ts";
import { useBuilder } from "./builder-context.ts";
import { type Tree, useEditedRule } from "./edited-rule.ts";

interface CardMenuProps {
  readonly path: Path;
  readonly tree: Tree;
  readonly what: "condition" | "group";
  /** More that can be done with it. */
  readonly children?: ReactNode;
}

/** What can be done with a condition or a group besides editing it. */
export function CardMenu({ path, tree: { actions }, what, children }: CardMenuProps) {
  const { canEdit } = useBuilder();
  const { rule, onChange } = useEditedRule();
  if (!canEdit) return null;
  const items = [
    { words: "Copy", icon: IconCopy, act: () => onChange(withCopy(rule, path)) },
    { words: "Move up", icon: IconArrowUp, act: () => actions.moveRule([...path], "up") },
    { words: "Move down", icon: IconArrowDown, act: () => actions.moveRule([...path], "down") },
    { words: "Remove", icon: IconTrash, act: () => actions.onRuleRemove([...path]) },
  ];
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More for this ${what}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {children}
        {items.map(({ words, icon: Icon, act }) => (
          <Menu.Item key={words} leftSection={<Icon size={16} aria-hidden />} onClick={act}>
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The rule with a copy of a part right after it. */
function withCopy(rule: RuleGroup, path: Path): RuleGroup {
  const within = path.slice(0, -1);
  const at = path.at(-1) ?? 0;
  const group = partAt(rule, within);
  const part = partAt(rule, path);
  if (group === undefined || part === undefined || !isGroup(group)) return rule;
  const rules = group.rules.toSpliced(at + 1, 0, renewed(part));
  return replaceAt(rule, within, { ...group, rules });
}
