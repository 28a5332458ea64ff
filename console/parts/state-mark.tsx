import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./state-mark.module.css";

/** Tones of a state; the words beside the dot say the same without colour. */
type Tone = "good" | "bad" | "waiting" | "off";

/** A state in words, with a dot that is found at a glance. */
export function StateMark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <Group gap={6} wrap="nowrap" renderRoot={(props) => <span {...props} />} display="inline-flex">
      <span className={classes["dot"]} data-tone={tone} aria-hidden />
      <Text span size="sm" fw={600}>
        {children}
      </Text>
    </Group>
  );
}
