import { Text } from "@mantine/core";
import { Moment } from "../parts/moment.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import type { Program } from "./program-words.ts";

const states = {
  active: { label: "Active", tone: "good" },
  scheduled: { label: "Scheduled", tone: "waiting" },
  ended: { label: "Ended", tone: "off" },
} as const;

export function ProgramState({ state }: Pick<Program, "state">) {
  const { label, tone } = states[state];
  return <StateMark tone={tone}>{label}</StateMark>;
}

/** Between when and when it counts. */
export function ProgramWindow({ from, until, endedAt }: Program) {
  if (endedAt !== undefined)
    return (
      <Text span size="sm">
        ended <Moment at={endedAt} />
      </Text>
    );
  if (from === undefined && until === undefined)
    return (
      <Text span size="sm" c="dimmed">
        without an end
      </Text>
    );
  return (
    <Text span size="sm">
      {from === undefined ? null : (
        <>
          from <Moment at={from} />{" "}
        </>
      )}
      {until === undefined ? null : (
        <>
          until <Moment at={until} />
        </>
      )}
    </Text>
  );
}
