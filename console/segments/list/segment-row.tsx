import { Anchor, Badge, Box, Group, Text, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { Link } from "wouter";
import { ObjectIcon } from "../../parts/object-icon.tsx";
import { StateBadge } from "../state-badge.tsx";
import type { Segment } from "./list-view.ts";
import { moveAmongRows } from "./row-keys.ts";
import classes from "./segment-list.module.css";
import { Sparkline } from "./sparkline.tsx";

/** One segment: a row, and on a phone a card. */
export function SegmentRow({ segment }: { segment: Segment }) {
  const { size, sizes, today, owner } = segment;
  return (
    <>
      <NameCell segment={segment} />
      <div role="cell" className={classes["size"]}>
        <Sparkline values={sizes} label={courseOf(sizes)} />
        <Text fw={600} className={classes["number"]}>
          {size.toLocaleString()}
        </Text>
      </div>
      <div role="cell" className={classes["today"]}>
        <Turns {...today} />
      </div>
      <div role="cell" className={classes["owner"]}>
        <Text size="sm" lineClamp={2}>
          {owner}
        </Text>
      </div>
      <div role="cell" className={classes["drives"]}>
        <Drives segment={segment} />
      </div>
    </>
  );
}

function NameCell({ segment }: { segment: Segment }) {
  const { id, name, object, description } = segment;
  return (
    <div role="cell" className={classes["name"]}>
      <ObjectIcon object={object} size={30} />
      <Box miw={0}>
        <Group gap={6}>
          <Anchor
            component={Link}
            href={`/segments/${id}`}
            c="bright"
            fw={600}
            data-row-link
            onKeyDown={moveAmongRows}
          >
            {name}
          </Anchor>
          <StateBadge segment={segment} />
          <Attention segment={segment} />
        </Group>
        <Text size="sm" c="dimmed" lineClamp={2} title={description}>
          {description}
        </Text>
      </Box>
    </div>
  );
}

/** How many findings call for somebody; which, on hover and focus. */
function Attention({ segment: { warnings } }: { segment: Segment }) {
  if (warnings.length === 0) return null;
  const words = warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`;
  return (
    <Tooltip
      label={warnings.join("\n\n")}
      multiline
      maw={360}
      events={{ hover: true, focus: true, touch: true }}
      style={{ whiteSpace: "pre-line" }}
    >
      <Badge
        variant="light"
        color="orange"
        tt="none"
        tabIndex={0}
        className={classes["attention"] ?? ""}
        leftSection={<IconAlertTriangle size={12} aria-hidden />}
      >
        {words}
      </Badge>
    </Tooltip>
  );
}

function Drives({ segment: { programs } }: { segment: Segment }) {
  const [first, ...others] = programs;
  if (first === undefined) return <Text c="dimmed">–</Text>;
  return (
    <Text size="sm" lineClamp={2} title={programs.map(({ name }) => name).join(", ")}>
      {first.name}
      {others.length === 0 ? null : ` and ${others.length} more`}
    </Text>
  );
}

function Turns({ entered, exited }: Segment["today"]) {
  if (entered + exited === 0) return <Text c="dimmed">No change</Text>;
  return (
    <>
      <Group gap={2} wrap="nowrap">
        <IconArrowUpRight size={15} className={classes["up"]} aria-hidden />
        <Text className={classes["number"]}>{entered.toLocaleString()}</Text>
        <VisuallyHidden>entered</VisuallyHidden>
      </Group>
      <Group gap={2} wrap="nowrap">
        <IconArrowDownRight size={15} className={classes["down"]} aria-hidden />
        <Text className={classes["number"]}>{exited.toLocaleString()}</Text>
        <VisuallyHidden>left</VisuallyHidden>
      </Group>
    </>
  );
}

function courseOf(sizes: readonly number[]): string {
  const [first = 0, last = 0] = [sizes[0], sizes.at(-1)];
  if (sizes.length < 2) return "New today";
  return `From ${first.toLocaleString()} to ${last.toLocaleString()} in ${sizes.length} days`;
}
