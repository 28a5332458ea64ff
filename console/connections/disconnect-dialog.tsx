import { List, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { api, done } from "../api/client.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";
import type { Connection } from "./connection.ts";

interface DisconnectDialogProps {
  readonly connection: Connection;
  readonly opened: boolean;
  readonly onClose: () => void;
}

type ConnectionList = { readonly items: readonly Connection[] };

function without(known: ConnectionList | undefined, id: string): ConnectionList | undefined {
  return known && { ...known, items: known.items.filter((each) => each.id !== id) };
}

/** Says what disconnecting means before it is done. */
export function DisconnectDialog({ connection, opened, onClose }: DisconnectDialogProps) {
  const { name, label, destinations = [] } = connection;
  const leave = useDisconnect(connection);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Disconnect ${name}?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        <List size="sm">
          <List.Item>Nothing more comes in from {label}; its webhooks are refused.</List.Item>
          <List.Item>What it told so far stays, and segments go on using it.</List.Item>
          <List.Item>
            {destinations.length === 0
              ? "No segment is pushed there."
              : `${destinations.length.toLocaleString()} ${destinations.length === 1 ? "segment is" : "segments are"} no longer pushed there; the lists there stay as they are.`}
          </List.Item>
        </List>
        <DialogActions
          error={leave.error}
          cancel="Keep it"
          onCancel={onClose}
          act="Disconnect"
          isDangerous
          working={leave.isPending}
          onAct={() => leave.mutate()}
        />
      </Stack>
    </Modal>
  );
}

function useDisconnect({ id, name }: Connection) {
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => done(api.DELETE("/api/v1/connections/{id}", { params: { path: { id } } })),
    onSuccess: async () => {
      // What is still on its way knows the connection; it must not bring it back.
      await queries.cancelQueries({ queryKey: ["connections"] });
      queries.setQueryData<ConnectionList>(["connections"], (known) => without(known, id));
      navigate("/connections");
      notifications.show({ message: `${name} is disconnected.` });
    },
  });
}
