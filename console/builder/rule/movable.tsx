import { ActionIcon, Group } from "@mantine/core";
import { IconGripVertical } from "@tabler/icons-react";
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import { z } from "zod";
import type { Path } from "../model/rule-tree.ts";
import { useBuilder } from "./builder-context.ts";
import type { Tree } from "./edited-rule.ts";
import classes from "./rule.module.css";

interface MovableProps {
  readonly path: Path;
  readonly tree: Tree;
  readonly children: ReactNode;
}

const Places = z.array(z.number());

/** A card that is moved by its handle, and takes the place of another that is dropped on it. */
export function Movable({ path, tree, children }: MovableProps) {
  const { canEdit } = useBuilder();
  const [isOver, setOver] = useState(false);
  // Parts are moved within their own tree: what stands in a list means something else outside.
  const kind = `application/x-muster-${tree.schema.qbId.toLowerCase()}`;
  const fits = (event: DragEvent) => event.dataTransfer.types.includes(kind);
  const drop = (event: DragEvent) => {
    setOver(false);
    if (!fits(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const from = Places.safeParse(JSON.parse(event.dataTransfer.getData(kind))).data;
    if (from !== undefined && !isWithin(path, from)) tree.actions.moveRule(from, [...path]);
  };
  return (
    <Group
      gap={4}
      wrap="nowrap"
      align="flex-start"
      className={classes["movable"]}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!fits(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {canEdit ? <Handle path={path} tree={tree} kind={kind} /> : null}
      <div style={{ flex: 1, minWidth: 0 }}>{children}</div>
    </Group>
  );
}

interface HandleProps extends Omit<MovableProps, "children"> {
  readonly kind: string;
}

function Handle({ path, tree: { actions }, kind }: HandleProps) {
  const byKey = (event: KeyboardEvent<HTMLButtonElement>) => {
    const direction =
      event.key === "ArrowUp" ? "up" : event.key === "ArrowDown" ? "down" : undefined;
    if (direction === undefined) return;
    event.preventDefault();
    const handle = event.currentTarget;
    actions.moveRule([...path], direction);
    // A card that changes its place in the page may lose the focus.
    requestAnimationFrame(() => handle.focus());
  };
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      mt={10}
      className={classes["handle"]}
      draggable
      aria-label="Move: drag it, or press the up and down arrows"
      onDragStart={(event) => event.dataTransfer.setData(kind, JSON.stringify(path))}
      onKeyDown={byKey}
    >
      <IconGripVertical size={16} aria-hidden />
    </ActionIcon>
  );
}

function isWithin(path: Path, of: Path): boolean {
  return of.every((at, level) => path[level] === at);
}
