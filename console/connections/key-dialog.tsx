import { Button, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";
import type { Connection } from "./connection.ts";

/** Gives a system's API another key. */
export function KeyDialog({ connection }: { connection: Connection }) {
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        Give another key
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={`Another key for ${connection.name}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <KeyForm connection={connection} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function KeyForm({ connection, onDone }: { connection: Connection; onDone: () => void }) {
  const [secret, setSecret] = useState("");
  const renew = useNewKey(connection, onDone);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        renew.mutate(secret.trim());
      }}
    >
      <Stack>
        <Text size="sm">The key is tried at {connection.label} before it replaces the other.</Text>
        <PasswordInput
          label="Key"
          required
          autoComplete="off"
          data-autofocus
          value={secret}
          onChange={({ currentTarget }) => setSecret(currentTarget.value)}
        />
        <DialogActions
          error={renew.error}
          onCancel={onDone}
          act="Use this key"
          working={renew.isPending}
        />
      </Stack>
    </form>
  );
}

function useNewKey({ id }: Connection, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (secret: string) =>
      answered(
        api.PATCH("/api/v1/connections/{id}", { params: { path: { id } }, body: { secret } }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["connection", id] });
      notifications.show({ message: "The key works: what waited goes on." });
      onDone();
    },
  });
}
