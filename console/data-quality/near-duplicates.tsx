import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconArrowMerge } from "@tabler/icons-react";
import type { Schemas } from "../api/client.ts";
import { shareWords } from "./attribute-words.ts";

interface NearDuplicatesProps {
  readonly found: Schemas["AttributeDetail"]["nearDuplicates"];
  readonly map: Readonly<Record<string, string>>;
  onMerge(from: string, to: string): void;
}

/** Values that seem to be one; whoever knows decides. */
export function NearDuplicates({ found, map, onMerge }: NearDuplicatesProps) {
  if (found.length === 0)
    return <Text size="sm">No two values look as if they were one written in several ways.</Text>;
  return (
    <Stack gap="sm">
      {found.map(({ canonical, variants }) => (
        <Card key={canonical.value} withBorder padding="sm">
          <Stack gap={6}>
            <Text fw={600} style={{ overflowWrap: "anywhere" }}>
              {canonical.value}{" "}
              <Text span size="sm" c="dimmed">
                {canonical.count.toLocaleString()} have it
              </Text>
            </Text>
            {variants.map(({ value, count, because, confidence }) => (
              <Group key={value} justify="space-between" gap="xs">
                <Text size="sm" miw={0} style={{ overflowWrap: "anywhere" }}>
                  “{value}”, {count.toLocaleString()} times: {because} ({shareWords(confidence)}{" "}
                  sure)
                </Text>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconArrowMerge size={14} />}
                  disabled={map[value] === canonical.value}
                  onClick={() => onMerge(value, canonical.value)}
                  aria-label={`Merge “${value}” into “${canonical.value}”`}
                >
                  {map[value] === canonical.value ? "Merged below" : "Merge"}
                </Button>
              </Group>
            ))}
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}
