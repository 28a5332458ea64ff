import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";

interface EditConflictProps {
  readonly name: string;
  onTakeTheirs(): void;
  onKeepMine(): void;
}

/** Somebody else saved first; nothing of either is lost until one of the two is chosen. */
export function EditConflict({ name, onTakeTheirs, onKeepMine }: EditConflictProps) {
  return (
    <Alert
      role="alert"
      color="yellow"
      icon={<IconUsers aria-hidden />}
      title={`Somebody else changed “${name}” meanwhile`}
    >
      <Stack gap="sm">
        <Text size="sm">Your changes are still in the form, and nothing was saved.</Text>
        <Group>
          <Button variant="default" onClick={onTakeTheirs}>
            Show theirs
          </Button>
          <Button color="red.8" onClick={onKeepMine}>
            Keep mine, over theirs
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
