import { Button, Group, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { answered, api } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import { EditConflict } from "../../parts/edit-conflict.tsx";
import { Failure } from "../../parts/states.tsx";
import { onlyOver, type ReadSegment, useSegmentChange } from "../use-segment.ts";
import { draftOf, patchOf, type SegmentPatch } from "./details-draft.ts";
import { DetailsFields } from "./details-fields.tsx";

interface EditDetailsProps {
  readonly read: ReadSegment;
  onClose(): void;
}

/**
 * Edits the segment as it was when the form was opened: what somebody else wrote since is neither
 * overwritten nor lost, whoever edits decides.
 */
export function EditDetails({ read, onClose }: EditDetailsProps) {
  const [base, setBase] = useState(read);
  const [draft, setDraft] = useState(() => draftOf(read.data));
  const edit = useEdit(read.data.id, onClose);
  const patch = patchOf(base.data, draft);
  const takeTheirs = () => {
    setBase(read);
    setDraft(draftOf(read.data));
    edit.reset();
  };
  return (
    <Modal opened onClose={onClose} title="Name, owner, timing" size="lg">
      <Stack
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          edit.mutate({ patch, etag: base.etag });
        }}
      >
        <DetailsFields
          draft={draft}
          onChange={(part) => setDraft((known) => ({ ...known, ...part }))}
        />
        {isConflict(edit.error) ? (
          <EditConflict
            name={read.data.name}
            onTakeTheirs={takeTheirs}
            onKeepMine={() => edit.mutate({ patch, etag: undefined })}
          />
        ) : null}
        {edit.error === null || isConflict(edit.error) ? null : <Failure error={edit.error} />}
        <Buttons
          isPending={edit.isPending}
          isSame={Object.keys(patch).length === 0}
          onClose={onClose}
        />
      </Stack>
    </Modal>
  );
}

interface ButtonsProps {
  readonly isPending: boolean;
  readonly isSame: boolean;
  onClose(): void;
}

function Buttons({ isPending, isSame, onClose }: ButtonsProps) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button type="submit" loading={isPending} disabled={isSame}>
        Save
      </Button>
    </Group>
  );
}

function isConflict(error: Error | null): boolean {
  return error instanceof ApiProblem && error.isConflict;
}

function useEdit(id: string, onDone: () => void) {
  return useSegmentChange(
    id,
    async ({ patch, etag }: { patch: SegmentPatch; etag: string | undefined }) => {
      const params = { path: { id } };
      const call = api.PATCH("/api/v1/segments/{id}", { params, body: patch, ...onlyOver(etag) });
      const { name } = await answered(call);
      notifications.show({ title: "Saved", message: `“${name}” is as you left it.` });
    },
    onDone,
  );
}
