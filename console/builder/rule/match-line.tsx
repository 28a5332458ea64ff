import { Group, NumberInput, Select, Text } from "@mantine/core";
import {
  type Condition,
  countingModes,
  type Match,
  type MatchMode,
  matchModes,
} from "../../../shared/segmentation/rule.ts";
import { useBuilder } from "./builder-context.ts";

interface MatchLineProps {
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
}

const modeWords: Readonly<Record<MatchMode, string>> = {
  atLeast: "at least",
  some: "some",
  none: "none",
  all: "all",
  atMost: "at most",
  exactly: "exactly",
};
const data = matchModes.map((value) => ({ value, label: modeWords[value] }));

/** How many of a list must fulfil what stands below: "at least 3 of them fulfil". */
export function MatchLine({ condition, onChange }: MatchLineProps) {
  const { canEdit } = useBuilder();
  const { match = { mode: "some" }, field } = condition;
  const set = (next: Match) => onChange({ ...condition, match: next });
  const isCounting = countingModes.includes(match.mode);
  return (
    <Group gap="xs" wrap="wrap">
      <Select
        w={112}
        aria-label="How many of them"
        data={data}
        value={match.mode}
        allowDeselect={false}
        disabled={!canEdit}
        onChange={(chosen) => {
          const mode = matchModes.find((each) => each === chosen);
          if (mode !== undefined) set(matchOf(mode, match.threshold ?? 1));
        }}
      />
      {isCounting ? (
        <NumberInput
          w={84}
          aria-label="The number"
          min={0}
          allowDecimal={false}
          disabled={!canEdit}
          value={match.threshold ?? 1}
          onChange={(threshold) => set(matchOf(match.mode, Number(threshold)))}
        />
      ) : null}
      <Text size="sm">{elementWords(field, isCounting)}</Text>
    </Group>
  );
}

function matchOf(mode: MatchMode, threshold: number): Match {
  return countingModes.includes(mode) ? { mode, threshold } : { mode };
}

function elementWords(field: string, isCounting: boolean): string {
  switch (field) {
    case "behaviours":
      return isCounting ? "times, where" : "of the times, where";
    case "company":
      return "of their companies, where";
    case "contacts":
      return "of its people, where";
    default:
      return "of them, where";
  }
}
