import { Box, Group, Text, ThemeIcon, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconQuestionMark, IconX } from "@tabler/icons-react";
import { isGroup, type Rule } from "../../shared/segmentation/rule.ts";
import classes from "./explanation-tree.module.css";
import {
  asked,
  type ExplanationNames,
  type ExplanationNode,
  found,
  truthWords,
} from "./explanation-words.ts";
import { Moment } from "./moment.tsx";

interface ExplanationTreeProps {
  /** The `tree` of an explanation, as the API answers it. */
  readonly node: ExplanationNode;
  /** Names for the ids that a tree holds: segments, connections, related profiles. */
  readonly names?: ExplanationNames;
  /** The rule that the tree explains: its conditions are then told in its own words. */
  readonly rule?: Rule | undefined;
}

/** Why a rule holds of somebody or does not: each condition with a tick, a cross or a question mark. */
export function ExplanationTree({ node, names = {}, rule }: ExplanationTreeProps) {
  return (
    <ul className={classes["tree"]}>
      <Branch node={node} names={names} rule={rule} />
    </ul>
  );
}

function Branch({ node, names, rule }: Required<ExplanationTreeProps>) {
  const members = rule !== undefined && isGroup(rule) ? rule.rules : [];
  return (
    <li>
      <Group gap="xs" wrap="nowrap" align="flex-start" py={3}>
        <TruthMark truth={node.truth} />
        <Box miw={0}>
          <Text size="sm" fw={node.kind === "group" ? 600 : 500} className={classes["words"]}>
            {asked(node, names, rule)}
          </Text>
          <Evidence node={node} names={names} />
        </Box>
      </Group>
      {node.children.length === 0 ? null : (
        <ul className={classes["branches"]}>
          {node.children.map((child, place) => (
            <Branch key={place} node={child} names={names} rule={members[place]} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** What was seen, where it is from and until when it stays so. */
function Evidence({ node, names }: Required<Pick<ExplanationTreeProps, "node" | "names">>) {
  const { at, since, source, flipsAt } = node;
  const from = source === undefined ? undefined : names.connectionName?.(source);
  return (
    <Text size="sm" c="dimmed" className={classes["words"]}>
      {found(node)}
      {at === undefined ? null : (
        <>
          {" "}
          on <Moment at={at} />
        </>
      )}
      {since === undefined ? null : (
        <>
          {" "}
          since <Moment at={since} />
        </>
      )}
      {from === undefined ? null : ` (${from})`}
      {flipsAt === undefined ? null : (
        <>
          {" · "}by time alone this may change on <Moment at={flipsAt} />
        </>
      )}
    </Text>
  );
}

const marks = {
  true: { icon: IconCheck, color: "teal" },
  false: { icon: IconX, color: "red" },
  null: { icon: IconQuestionMark, color: "gray" },
} as const;

/** A tick, a cross or a question mark; told apart by shape, not by colour alone. */
export function TruthMark({ truth }: { truth: boolean | null }) {
  const { icon: Icon, color } = marks[`${truth}`];
  return (
    <ThemeIcon size={20} radius="xl" variant="light" color={color} mt={1}>
      <Icon size={13} stroke={2.5} aria-hidden />
      <VisuallyHidden>{truthWords(truth)}: </VisuallyHidden>
    </ThemeIcon>
  );
}
