import { Button, Group, Stack, Text } from "@mantine/core";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import { fieldLabel } from "../model/field-words.ts";
import { useBuilder } from "../rule/builder-context.ts";
import type { Preview } from "../use-preview.ts";

interface MissingValuesProps {
  readonly preview: Preview;
  readonly object: ObjectKind;
}

/** Who has no value of what the rule asks for, with the way to let them in. */
export function MissingValues({ preview, object }: MissingValuesProps) {
  const { catalogue } = useBuilder();
  const missing = Object.entries(preview.missing).filter(([, count]) => count > 0);
  if (missing.length === 0) return null;
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        No value, so nothing can be said of them
      </Text>
      {missing.map(([name, count]) => (
        <Group key={name} justify="space-between" gap="xs" wrap="nowrap">
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {count.toLocaleString()} without “{fieldLabel(name, object, catalogue)}”
          </Text>
          <IncludeThem name={name} />
        </Group>
      ))}
    </Stack>
  );
}

function IncludeThem({ name }: { readonly name: string }) {
  const { includeMissing, canEdit } = useBuilder();
  if (!canEdit || includeMissing(name) === undefined) return null;
  return (
    <Button size="compact-xs" variant="light" onClick={includeMissing(name)}>
      Include them
    </Button>
  );
}
