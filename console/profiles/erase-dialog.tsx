import { List, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";
import { calledName } from "../parts/profile-search.ts";
import type { Profile } from "./profile.ts";

interface EraseDialogProps {
  readonly profile: Profile;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Says what erasing means; done only once it is typed who is meant. */
export function EraseDialog({ profile, opened, onClose }: EraseDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Erase ${calledName(profile)}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <EraseForm profile={profile} onClose={onClose} />
    </Modal>
  );
}

function EraseForm({ profile, onClose }: Omit<EraseDialogProps, "opened">) {
  const [typed, setTyped] = useState("");
  const erasure = useErasure(profile, onClose);
  const wanted = profile.name ?? "erase";
  return (
    <Stack>
      <Consequences />
      <TextInput
        label={`Type “${wanted}” to confirm`}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        data-autofocus
        autoComplete="off"
      />
      <Text size="sm" fw={600}>
        This cannot be undone.
      </Text>
      <DialogActions
        error={erasure.error}
        onCancel={onClose}
        act="Erase for good"
        isDangerous
        disabled={typed.trim() !== wanted}
        working={erasure.isPending}
        onAct={() => erasure.mutate()}
      />
    </Stack>
  );
}

function Consequences() {
  return (
    <List size="sm">
      <List.Item>Every value, behaviour and the whole history are deleted for good.</List.Item>
      <List.Item>They leave every segment, and the lists they were pushed to are told.</List.Item>
      <List.Item>
        Whatever your systems still send of them is refused from then on. Your systems themselves
        keep their own copy: erase it there too.
      </List.Item>
    </List>
  );
}

function useErasure({ id }: Profile, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answered(api.POST("/api/v1/profiles/{id}/erasure", { params: { path: { id } }, body: {} })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["profile", id] });
      notifications.show({ message: "They are being erased; this takes a moment." });
      onDone();
    },
  });
}
