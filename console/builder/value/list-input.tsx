import { TagsInput } from "@mantine/core";
import { useBuilder } from "../rule/builder-context.ts";
import { CommonValueOption } from "./common-value-option.tsx";
import { useCommonValues } from "./common-values.ts";
import { textsOf, type ValueInputProps, type ValueOf, valueOf } from "./value-input.ts";

interface ListInputProps extends ValueInputProps {
  readonly of: ValueOf;
}

/** Several values, chosen from the common ones or typed. */
export function ListInput({ label, value, onChange, of }: ListInputProps) {
  const { canEdit } = useBuilder();
  const common = useCommonValues(of);
  const counts = new Map(common.map((each) => [each.value, each]));
  const texts = textsOf(value);
  return (
    <TagsInput
      aria-label={label}
      {...(texts.length === 0 ? { placeholder: "Choose or type values" } : {})}
      disabled={!canEdit}
      data={[...counts.keys()]}
      limit={50}
      maxDropdownHeight={300}
      acceptValueOnBlur
      value={texts}
      onChange={(next) => onChange(next.map((text) => valueOf(text, of.type)))}
      renderOption={({ option }) => (
        <CommonValueOption
          label={counts.get(option.value)?.label ?? option.value}
          count={counts.get(option.value)?.count}
        />
      )}
    />
  );
}
