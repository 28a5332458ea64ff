import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { answered, api, type Schemas } from "../../api/client.ts";
import { Failure } from "../../parts/states.tsx";
import { useSession } from "../../session/use-session.ts";
import { sentRule } from "../model/sent-rule.ts";
import { forgetDraft } from "../use-stored-draft.ts";
import { type About, AboutFields } from "./about-fields.tsx";
import { Lifecycle, type LifecycleFields } from "./lifecycle.tsx";

interface SaveNewProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly object: ObjectKind;
  readonly rule: RuleGroup;
  readonly count: number | undefined;
  readonly onSaved: () => void;
}

/** What a segment has besides its rule: a name, whoever answers for it, and how long it lives. */
export function SaveNew({ isOpen, onClose, count, ...saved }: SaveNewProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Save the segment" size="lg">
      <Form {...saved} count={count} />
    </Modal>
  );
}

function Form({ object, rule, count, onSaved }: Omit<SaveNewProps, "isOpen" | "onClose">) {
  const { name: me, email } = useSession();
  const [about, setAbout] = useState<About>({ name: "", owner: email ?? me, description: "" });
  const [lifecycle, setLifecycle] = useState<LifecycleFields>({});
  const saving = useSaveNew(object, onSaved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { description, ...named } = about;
    const purpose = description.trim() === "" ? {} : { description };
    saving.mutate({ ...named, ...purpose, object, rule: sentRule(rule), ...lifecycle });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {count === undefined ? null : (
          <Text size="sm" c="dimmed">
            {count.toLocaleString()} will be in it.
          </Text>
        )}
        <AboutFields about={about} onChange={setAbout} />
        <Lifecycle value={lifecycle} onChange={setLifecycle} />
        {saving.error === null ? null : <Failure error={saving.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending} disabled={about.name.trim() === ""}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useSaveNew(object: ObjectKind, onSaved: () => void) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: (body: Schemas["NewSegment"]) => answered(api.POST("/api/v1/segments", { body })),
    onSuccess: async ({ id }) => {
      onSaved();
      forgetDraft(`new-${object}`);
      await client.invalidateQueries({ queryKey: ["segments"] });
      navigate(`/segments/${id}`);
    },
  });
}
