import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { ApiProblem } from "../../api/problem.ts";
import { Failure } from "../../parts/states.tsx";
import type { EditedSegment } from "../edited-segment.ts";
import { sentRule } from "../model/sent-rule.ts";
import type { Draft } from "../use-draft.ts";
import { forgetDraft } from "../use-stored-draft.ts";
import { addVersion } from "./add-version.ts";
import { Conflict } from "./conflict.tsx";

interface SaveVersionProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly segment: EditedSegment;
  readonly draft: Draft;
  readonly onSaved: () => void;
}

/** The rule becomes a candidate: nobody enters or leaves before it is promoted. */
export function SaveVersion({ isOpen, onClose, ...saved }: SaveVersionProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Save as a new version" size="md">
      <Form {...saved} onClose={onClose} />
    </Modal>
  );
}

function Form({ segment, draft, onSaved, onClose }: Omit<SaveVersionProps, "isOpen">) {
  const [reason, setReason] = useState("");
  const saving = useSaveVersion(segment, draft, reason, onSaved);
  const isConflict = saving.error instanceof ApiProblem && saving.error.isConflict;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(segment.etag);
  };
  const showTheirs = (rule: RuleGroup) => {
    draft.edit(rule);
    onClose();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">
          It is kept as a candidate beside the live version. You then see who would enter and leave,
          and promote it when it is right.
        </Text>
        <TextInput
          label="Why"
          description="For the history; you may leave it empty."
          maxLength={500}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {isConflict ? (
          <Conflict segmentId={segment.id} onTheirs={showTheirs} onMine={saving.mutate} />
        ) : null}
        {saving.error === null || isConflict ? null : <Failure error={saving.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending} disabled={isConflict}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useSaveVersion(
  segment: EditedSegment,
  { rule }: Draft,
  reason: string,
  onSaved: () => void,
) {
  const { id } = segment;
  const client = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: (etag: string | undefined) =>
      addVersion(segment, etag, {
        rule: sentRule(rule),
        ...(reason.trim() === "" ? {} : { reason }),
      }),
    onSuccess: async () => {
      onSaved();
      forgetDraft(id);
      await client.invalidateQueries({ queryKey: ["segments"] });
      navigate(`/segments/${id}/versions`);
    },
  });
}
