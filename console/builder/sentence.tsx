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
  const [everybody, whom] =
    object === "contact" ? ["Everyone", "whom"] : ["Every company", "which"];
  const isEmpty = rule.rules.length === 0 && rule.not !== true;
  return (
    <Text span inherit style={{ overflowWrap: "anywhere" }} data-testid="sentence">
      {isEmpty
        ? `${everybody}, until you add a condition.`
        : `${everybody} for ${whom} this is true: ${describeRule(rule, names)}.`}
    </Text>
  );
}
