import { Select } from "@mantine/core";
import { attributesOf } from "../../../shared/segmentation/language/scopes.ts";
import { useBuilder } from "../rule/builder-context.ts";
import { useEditedRule } from "../rule/edited-rule.ts";
import { textOf, type ValueInputProps } from "./value-input.ts";

/** Another attribute of the same profile, to compare with. */
export function FieldInput({ label, value, onChange }: ValueInputProps) {
  const { catalogue, canEdit } = useBuilder();
  const { scope } = useEditedRule();
  const object = attributesOf(scope);
  const data = catalogue.attributes
    .filter((each) => each.object === object)
    .map(({ name, label: text }) => ({ value: name, label: text }));
  return (
    <Select
      aria-label={label}
      placeholder="the value of …"
      searchable
      disabled={!canEdit}
      data={data}
      value={textOf(value)}
      onChange={onChange}
    />
  );
}
