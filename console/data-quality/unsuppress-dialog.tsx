import { Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";

interface UnsuppressDialogProps {
  readonly object: "contact" | "company";
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Says what it means that nobody is kept off any more. */
export function UnsuppressDialog({ object, opened, onClose }: UnsuppressDialogProps) {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () =>
      answered(api.DELETE("/api/v1/suppression/{object}", { params: { path: { object } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["suppression"] });
      onClose();
    },
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keep nobody off the lists?"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        <Text size="sm">
          Whoever was kept off and fits a rule enters its segments again, and is pushed to the lists
          they feed. If somebody asked not to be written to, this undoes that.
        </Text>
        <DialogActions
          error={end.error}
          onCancel={onClose}
          act="Keep nobody off"
          isDangerous
          working={end.isPending}
          onAct={() => end.mutate()}
        />
      </Stack>
    </Modal>
  );
}
