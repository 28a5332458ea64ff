import { Group, Select, Text } from "@mantine/core";
import { operatorNamed } from "../../../shared/segmentation/language/operators.ts";
import { type Anchor, RelativeWindow } from "../../../shared/segmentation/rule.ts";
import type { Catalogue } from "../model/catalogue.ts";
import { spokenBehaviour } from "../model/field-words.ts";
import { useBuilder } from "../rule/builder-context.ts";
import { useEditedRule } from "../rule/edited-rule.ts";
import { SpanInput } from "./span-input.tsx";
import type { ValueInputProps } from "./value-input.ts";

interface RelativeInputProps extends ValueInputProps {
  readonly operator: string | undefined;
}

/** "7 days after their first login": a time from another date, or from an activity. */
export function RelativeInput({ label, value, onChange, operator }: RelativeInputProps) {
  const { catalogue, canEdit } = useBuilder();
  const { scope } = useEditedRule();
  const window = RelativeWindow.safeParse(value).data ?? { duration: "P7D", of: "" };
  const read = operatorNamed(operator);
  const side = read?.reads === "relative" ? read.side : "after";
  const anchors = anchorChoices(catalogue, scope.anchors);
  return (
    <Group gap="xs">
      <SpanInput
        label={label}
        value={window.duration}
        onChange={(duration) => onChange({ ...window, duration })}
      />
      <Text size="sm">{side}</Text>
      <Select
        w={220}
        aria-label={`${label}: from when`}
        placeholder="a date or an activity"
        searchable
        disabled={!canEdit}
        data={anchors.map(({ key, words }) => ({ value: key, label: words }))}
        value={JSON.stringify(window.of)}
        onChange={(chosen) => {
          const anchor = anchors.find(({ key }) => key === chosen);
          if (anchor !== undefined) onChange({ ...window, of: anchor.of });
        }}
      />
    </Group>
  );
}

interface AnchorChoice {
  readonly key: string;
  readonly words: string;
  readonly of: Anchor;
}

function anchorChoices({ attributes, behaviours }: Catalogue, object: string): AnchorChoice[] {
  const dates = attributes.filter(
    (each) => each.object === object && (each.type === "date" || each.type === "datetime"),
  );
  const doings = behaviours.filter((each) => each.object === object);
  return [
    ...dates.map(({ name, label }) => ({ key: JSON.stringify(name), words: label, of: name })),
    ...doings.flatMap(({ name }) =>
      (["first", "last"] as const).map((which) => {
        const of = { behaviour: name, which };
        const words = `their ${which}: ${spokenBehaviour(name).toLowerCase()}`;
        return { key: JSON.stringify(of), words, of };
      }),
    ),
  ];
}
