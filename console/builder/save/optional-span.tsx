import { Input, Stack, Switch } from "@mantine/core";
import { SpanInput } from "../value/span-input.tsx";

interface OptionalSpanProps {
  readonly label: string;
  readonly description: string;
  /** The duration it begins with when it is switched on. */
  readonly start: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A length of time that may be left out. */
export function OptionalSpan({ label, description, start, value, onChange }: OptionalSpanProps) {
  return (
    <Stack gap={4}>
      <Switch
        label={label}
        checked={value !== undefined}
        onChange={(event) => onChange(event.currentTarget.checked ? start : undefined)}
      />
      <Input.Description>{description}</Input.Description>
      {value === undefined ? null : (
        <SpanInput
          label={label}
          value={value}
          onChange={(span) => onChange(typeof span === "string" ? span : undefined)}
        />
      )}
    </Stack>
  );
}
