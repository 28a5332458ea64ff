import { Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";
import { EditConflict } from "../parts/edit-conflict.tsx";
import type { Connection } from "./connection.ts";

interface RenameDialogProps {
  readonly connection: Connection;
  readonly etag: string | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function RenameDialog({ connection, etag, opened, onClose }: RenameDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Rename ${connection.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <RenameForm connection={connection} etag={etag} onClose={onClose} />
    </Modal>
  );
}

function RenameForm({ connection, etag, onClose }: Omit<RenameDialogProps, "opened">) {
  const [name, setName] = useState(connection.name);
  // As it was when the form was opened: what somebody else wrote since is not overwritten.
  const [read] = useState(etag);
  const rename = useRename(connection, onClose);
  const { error } = rename;
  const isConflict = error instanceof ApiProblem && error.isConflict;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate({ name, over: read });
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {isConflict ? (
          <EditConflict
            name={connection.name}
            onTakeTheirs={onClose}
            onKeepMine={() => rename.mutate({ name, over: undefined })}
          />
        ) : (
          <DialogActions error={error} onCancel={onClose} act="Rename" working={rename.isPending} />
        )}
      </Stack>
    </form>
  );
}

interface Renamed {
  readonly name: string;
  /** The `ETag` of what it replaces; undefined: whatever is there. */
  readonly over: string | undefined;
}

function useRename({ id }: Connection, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, over }: Renamed) => {
      const header = over === undefined ? {} : { "If-Match": over };
      const params = { path: { id }, header };
      const body = { name: name.trim() };
      return answered(api.PATCH("/api/v1/connections/{id}", { params, body }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["connection", id] });
      await queries.invalidateQueries({ queryKey: ["connections"] });
      onDone();
    },
  });
}
