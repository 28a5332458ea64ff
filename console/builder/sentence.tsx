import { Text } from "@mantine/core";
import { describeRule } from "../../shared/segmentation/describe/describe-rule.ts";
import type { ObjectKind } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { useBuilder } from "./rule/builder-context.ts";

interface SentenceProps {
  readonly rule: RuleGroup;
  readonly object: ObjectKind;
}

/** The rule as one reads it aloud; it follows every edit. */
export function Sentence({ rule, object }: SentenceProps) {
  const { names } = useBuilder();
  const who = object === "contact" ? "People" : "Companies";
  const whom = object === "contact" ? "whom" : "which";
  const isEmpty = rule.rules.length === 0 && rule.not !== true;
  return (
    <Text span inherit style={{ overflowWrap: "anywhere" }} data-testid="sentence">
      {isEmpty
        ? `${who}: all of them, until you add a condition.`
        : `${who} of ${whom} this is so: ${describeRule(rule, names)}.`}
    </Text>
  );
}
