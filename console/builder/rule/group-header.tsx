import { Group, SegmentedControl, Text } from "@mantine/core";
import type { CombinatorName, RuleGroup } from "../../../shared/segmentation/rule.ts";
import { type Path, replaceAt } from "../model/rule-tree.ts";
import { useBuilder } from "./builder-context.ts";
import { CardMenu } from "./card-menu.tsx";
import { type Tree, useEditedRule } from "./edited-rule.ts";

interface GroupHeaderProps {
  readonly group: RuleGroup;
  readonly path: Path;
  readonly tree: Tree;
}

/** How the conditions of a group are joined, and whether it is turned round. */
export function GroupHeader({ group, path, tree }: GroupHeaderProps) {
  const { canEdit } = useBuilder();
  const { rule, onChange, pointer } = useEditedRule();
  const isRoot = path.length === 0;
  // What a list's elements must not be is said by how many of them: "none".
  const isWithinList = isRoot && pointer !== "";
  const set = (members: Partial<RuleGroup>) =>
    onChange(replaceAt(rule, path, { ...group, ...members }));
  const NotToggle = tree.schema.controls.notToggle;
  if (isRoot && group.rules.length < 2 && group.not !== true) return null;
  return (
    <Group gap="sm" justify="space-between" wrap="nowrap" align="flex-start">
      <Group gap="sm">
        <Combinators group={group} onChoose={(combinator) => set({ combinator })} />
        {NotToggle === null || (isWithinList && group.not !== true) ? null : (
          <NotToggle
            schema={tree.schema}
            path={[...path]}
            level={path.length}
            ruleGroup={tree.schema.getQuery()}
            checked={group.not === true}
            disabled={!canEdit}
            label={<Text size="sm">everybody else instead</Text>}
            handleOnChange={(not) => set({ not })}
          />
        )}
      </Group>
      {isRoot ? null : <CardMenu path={path} tree={tree} what="group" />}
    </Group>
  );
}

interface CombinatorsProps {
  readonly group: RuleGroup;
  readonly onChoose: (combinator: CombinatorName) => void;
}

function Combinators({ group, onChoose }: CombinatorsProps) {
  const { canEdit } = useBuilder();
  return (
    <SegmentedControl
      size="xs"
      disabled={!canEdit}
      value={group.combinator}
      aria-label="How the conditions are joined"
      onChange={(combinator) => onChoose(combinator === "or" ? "or" : "and")}
      data={[
        { value: "and", label: "All of these" },
        { value: "or", label: "Any of these" },
      ]}
    />
  );
}
