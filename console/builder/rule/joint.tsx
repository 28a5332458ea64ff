import { Text } from "@mantine/core";
import type { CombinatorName } from "../../../shared/segmentation/rule.ts";
import classes from "./rule.module.css";

/** What joins two conditions, between them. */
export function Joint({ combinator }: { readonly combinator: CombinatorName }) {
  return (
    <Text size="xs" fw={650} className={classes["joint"]}>
      {combinator}
    </Text>
  );
}
