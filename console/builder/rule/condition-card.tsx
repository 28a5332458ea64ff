import { Group, Paper, Stack } from "@mantine/core";
import { type Condition, isGroup } from "../../../shared/segmentation/rule.ts";
import { type Path, partAt, pointerAt } from "../model/rule-tree.ts";
import { CardMenu } from "./card-menu.tsx";
import { CompareFields } from "./compare-fields.tsx";
import { ConditionCount } from "./condition-count.tsx";
import { ConditionOptions } from "./condition-options.tsx";
import { ConditionParts } from "./condition-parts.tsx";
import { type Tree, useEditedRule } from "./edited-rule.ts";
import { Movable } from "./movable.tsx";
import { NestedGroups } from "./nested-groups.tsx";
import { Remarks } from "./remarks.tsx";
import classes from "./rule.module.css";
import { TrialMark } from "./trial-mark.tsx";

interface ConditionCardProps {
  readonly path: Path;
  readonly tree: Tree;
}

/** One condition, reading as a sentence: what of, what is asked, and what it does. */
export function ConditionCard({ path, tree }: ConditionCardProps) {
  const { rule, pointer } = useEditedRule();
  const condition = partAt(rule, path);
  if (condition === undefined || isGroup(condition)) return null;
  const here = pointerAt(pointer, path);
  return (
    <Movable path={path} tree={tree}>
      <Paper withBorder p="xs" className={classes["condition"]} data-pointer={here}>
        <Stack gap={6}>
          <Line condition={condition} path={path} tree={tree} pointer={here} />
          <NestedGroups condition={condition} path={path} pointer={here} />
          <ConditionOptions condition={condition} path={path} />
          <TrialMark pointer={here} />
          <ConditionCount pointer={here} />
          <Remarks pointer={here} />
        </Stack>
      </Paper>
    </Movable>
  );
}

interface LineProps extends ConditionCardProps {
  readonly condition: Condition;
  readonly pointer: string;
}

function Line({ condition, path, tree }: LineProps) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <div className={classes["parts"]}>
        <ConditionParts condition={condition} path={path} />
      </div>
      <CardMenu path={path} tree={tree} what="condition">
        <CompareFields condition={condition} path={path} />
      </CardMenu>
    </Group>
  );
}
