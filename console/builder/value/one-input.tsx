import { Autocomplete, NumberInput, SegmentedControl } from "@mantine/core";
import { useBuilder } from "../rule/builder-context.ts";
import { CommonValueOption } from "./common-value-option.tsx";
import { useCommonValues } from "./common-values.ts";
import { textOf, type ValueInputProps, type ValueOf } from "./value-input.ts";

interface OneInputProps extends ValueInputProps {
  readonly of: ValueOf;
}

/** One value: yes or no, a number, or a text with the common ones offered while typing. */
export function OneInput({ label, value, onChange, of }: OneInputProps) {
  const { canEdit } = useBuilder();
  if (of.type === "boolean")
    return (
      <SegmentedControl
        size="sm"
        aria-label={label}
        disabled={!canEdit}
        value={String(value === true)}
        onChange={(chosen) => onChange(chosen === "true")}
        data={[
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]}
      />
    );
  if (of.type === "number")
    return (
      <NumberInput
        aria-label={label}
        disabled={!canEdit}
        value={typeof value === "number" ? value : ""}
        thousandSeparator=","
        onChange={(next) => onChange(typeof next === "number" ? next : null)}
      />
    );
  return <TextInput label={label} value={value} onChange={onChange} of={of} />;
}

function TextInput({ label, value, onChange, of }: OneInputProps) {
  const { canEdit } = useBuilder();
  const common = useCommonValues(of);
  const counts = new Map(common.map((each) => [each.value, each]));
  return (
    <Autocomplete
      aria-label={label}
      placeholder="Type or choose a value"
      disabled={!canEdit}
      data={[...counts.keys()]}
      limit={50}
      maxDropdownHeight={300}
      value={textOf(value)}
      onChange={(text) => onChange(text === "" ? null : text)}
      renderOption={({ option }) => (
        <CommonValueOption
          label={counts.get(option.value)?.label ?? option.value}
          count={counts.get(option.value)?.count}
        />
      )}
    />
  );
}
