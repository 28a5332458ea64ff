import { Alert, Button, Group, Modal, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api, type Schemas } from "../api/client.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";
import { useSegments } from "../parts/known-names.ts";
import { Copied } from "./made-connection.tsx";

type Directory = Schemas["Directory"];
type Made = Schemas["NewlyMadeDirectory"];

interface DirectoryDialogProps {
  /** Undefined: closed. */
  readonly edited: Directory | "new" | undefined;
  readonly onClose: () => void;
}

export function DirectoryDialog({ edited, onClose }: DirectoryDialogProps) {
  const [made, setMade] = useState<Made>();
  const close = () => {
    setMade(undefined);
    onClose();
  };
  return (
    <Modal
      opened={edited !== undefined}
      onClose={close}
      title={edited === "new" || edited === undefined ? "Add a directory" : `Edit ${edited.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
      closeOnClickOutside={made === undefined}
    >
      {edited === undefined ? null : made === undefined ? (
        <DirectoryForm
          directory={edited === "new" ? undefined : edited}
          onMade={setMade}
          onDone={close}
        />
      ) : (
        <MadeDirectory made={made} onDone={close} />
      )}
    </Modal>
  );
}

function MadeDirectory({ made, onDone }: { made: Made; onDone: () => void }) {
  return (
    <Stack>
      <Copied label="Address (SCIM 2.0 base URL)" text={made.url} />
      <Alert color="yellow" title="Copy the token now: it is not shown again">
        <Copied label="Bearer token" text={made.token} />
      </Alert>
      <Group justify="flex-end">
        <Button onClick={onDone}>I have it</Button>
      </Group>
    </Stack>
  );
}

interface DirectoryFormProps {
  readonly directory: Directory | undefined;
  readonly onMade: (made: Made) => void;
  readonly onDone: () => void;
}

function DirectoryForm({ directory, onMade, onDone }: DirectoryFormProps) {
  const [name, setName] = useState(directory?.name ?? "");
  const [segmentIds, setSegmentIds] = useState([...(directory?.segmentIds ?? [])]);
  const segments = useSegments();
  const contacts = (segments.data?.items ?? []).filter(({ object }) => object === "contact");
  const save = useSave(directory, onMade, onDone);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ name: name.trim(), segmentIds });
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          placeholder="Company directory"
          required
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <MultiSelect
          label="Groups it sees"
          description="Segments of people; nothing else of the workspace"
          searchable
          data={contacts.map((each) => ({ value: each.id, label: each.name }))}
          value={segmentIds}
          onChange={setSegmentIds}
        />
        <DialogActions
          error={save.error}
          onCancel={onDone}
          act={directory === undefined ? "Add" : "Save"}
          working={save.isPending}
        />
      </Stack>
    </form>
  );
}

interface Draft {
  readonly name: string;
  readonly segmentIds: string[];
}

function useSave(
  directory: Directory | undefined,
  onMade: (made: Made) => void,
  onDone: () => void,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: Draft) => {
      if (directory === undefined) {
        onMade(await answered(api.POST("/api/v1/directories", { body })));
        return;
      }
      const params = { path: { id: directory.id } };
      await answered(api.PATCH("/api/v1/directories/{id}", { params, body }));
      onDone();
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["directories"] }),
  });
}
