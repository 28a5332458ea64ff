import { Alert, Button, Group, Text } from "@mantine/core";
import { Moment } from "../parts/moment.tsx";

interface KeptDraftProps {
  /** When it was last changed, in milliseconds. */
  readonly at: number;
  readonly onDiscard: () => void;
}

/** Says that the rule is one that was begun earlier, and lets it go. */
export function KeptDraft({ at, onDiscard }: KeptDraftProps) {
  return (
    <Alert color="blue" variant="light" p="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          You began this on <Moment at={new Date(at).toISOString()} /> and did not save it. Values
          that name somebody were not kept.
        </Text>
        <Button size="compact-sm" variant="light" onClick={onDiscard}>
          Discard it
        </Button>
      </Group>
    </Alert>
  );
}
