import { Group, Select, Switch } from "@mantine/core";
import { typeName } from "./attribute-words.ts";
import { type CanonicalDraft, canNormalise, type DeclaredType } from "./canonical-map.ts";

const types: readonly DeclaredType[] = [
  "string",
  "enum",
  "strings",
  "number",
  "boolean",
  "date",
  "datetime",
];

interface HowWrittenProps {
  readonly draft: CanonicalDraft;
  onChange(part: Partial<CanonicalDraft>): void;
}

/** The type its values are read as, and what makes spellings one. */
export function HowWritten({ draft, onChange }: HowWrittenProps) {
  return (
    <Group align="flex-end" gap="lg">
      <Select
        label="Read as"
        data={types.map((value) => ({ value, label: typeName(value) }))}
        value={draft.type}
        allowDeselect={false}
        onChange={(chosen) =>
          onChange({ type: types.find((each) => each === chosen) ?? draft.type })
        }
      />
      {canNormalise(draft.type) ? (
        <>
          <Select
            label="Capitals"
            data={[
              { value: "as-is", label: "count as written" },
              { value: "lower", label: "all in small letters" },
              { value: "upper", label: "all in capitals" },
            ]}
            value={draft.case}
            allowDeselect={false}
            onChange={(chosen) =>
              onChange({ case: chosen === "lower" || chosen === "upper" ? chosen : "as-is" })
            }
          />
          <Switch
            label="Leave out spaces around it"
            checked={draft.trim}
            mb={6}
            onChange={({ currentTarget }) => onChange({ trim: currentTarget.checked })}
          />
        </>
      ) : null}
    </Group>
  );
}
