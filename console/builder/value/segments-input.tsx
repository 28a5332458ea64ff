import { MultiSelect } from "@mantine/core";
import { useBuilder } from "../rule/builder-context.ts";
import { useEditedRule } from "../rule/edited-rule.ts";
import { textsOf, type ValueInputProps } from "./value-input.ts";

/** Other segments, by name. */
export function SegmentsInput({ label, value, onChange }: ValueInputProps) {
  const { catalogue, canEdit } = useBuilder();
  const { scope } = useEditedRule();
  const chosen = textsOf(value);
  const ofKind = catalogue.segments.filter(({ object }) => object === scope.place);
  const known = new Set(ofKind.map(({ id }) => id));
  const gone = chosen.filter((id) => !known.has(id));
  return (
    <MultiSelect
      aria-label={label}
      {...(chosen.length === 0 ? { placeholder: "Choose segments" } : {})}
      searchable
      nothingFoundMessage="No segment has this name."
      disabled={!canEdit}
      data={[
        ...ofKind.map(({ id, name }) => ({ value: id, label: name })),
        ...gone.map((id) => ({ value: id, label: "A segment that is gone" })),
      ]}
      value={chosen}
      onChange={onChange}
    />
  );
}
