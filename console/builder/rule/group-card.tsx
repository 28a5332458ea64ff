import { Paper, Stack, Text } from "@mantine/core";
import { isGroup, type RuleGroup } from "../../../shared/segmentation/rule.ts";
import { type Path, partAt, pointerAt } from "../model/rule-tree.ts";
import { AddButtons } from "./add-buttons.tsx";
import { useBuilder } from "./builder-context.ts";
import { ConditionCard } from "./condition-card.tsx";
import { type Tree, useEditedRule } from "./edited-rule.ts";
import { GroupHeader } from "./group-header.tsx";
import { Joint } from "./joint.tsx";
import { Movable } from "./movable.tsx";
import { Remarks } from "./remarks.tsx";
import classes from "./rule.module.css";

interface GroupCardProps {
  readonly path: Path;
  readonly tree: Tree;
}

/** A group of conditions, and the groups within it. */
export function GroupCard({ path, tree }: GroupCardProps) {
  const { rule, pointer } = useEditedRule();
  const group = partAt(rule, path);
  if (group === undefined || !isGroup(group)) return null;
  const isRoot = path.length === 0;
  const content = (
    <Stack gap="xs">
      <GroupHeader group={group} path={path} tree={tree} />
      <Members group={group} path={path} tree={tree} />
      {isRoot ? null : <Remarks pointer={pointerAt(pointer, path)} />}
      <AddButtons path={path} />
    </Stack>
  );
  if (isRoot) return <div className={classes["root"]}>{content}</div>;
  return (
    <Movable path={path} tree={tree}>
      <Paper withBorder p="sm" className={classes["group"]} component="section" aria-label="Group">
        {content}
      </Paper>
    </Movable>
  );
}

function Members({ group, path, tree }: GroupCardProps & { readonly group: RuleGroup }) {
  const { canEdit } = useBuilder();
  if (group.rules.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {canEdit ? "No condition yet: everything fits." : "No condition: everything fits."}
      </Text>
    );
  return group.rules.map((part, at) => {
    const place = [...path, at];
    const Card = isGroup(part) ? GroupCard : ConditionCard;
    return (
      <div key={typeof part["id"] === "string" ? part["id"] : at}>
        {at === 0 ? null : <Joint combinator={group.combinator} />}
        <Card path={place} tree={tree} />
      </div>
    );
  });
}
