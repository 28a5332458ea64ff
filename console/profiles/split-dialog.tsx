import { Button, Checkbox, Modal, Stack, Text, Textarea, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconArrowsSplit } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";
import { useConnectionNames } from "../parts/known-names.ts";
import { calledName } from "../parts/profile-search.ts";
import type { Profile } from "./profile.ts";

interface SplitDialogProps {
  readonly profile: Profile;
  readonly disabled: boolean;
}

/** Takes the records of some systems out of a profile that was joined wrongly. */
export function SplitDialog({ profile, disabled }: SplitDialogProps) {
  const [isOpen, dialog] = useDisclosure(false);
  const systems = systemsOf(profile);
  const isOne = systems.length < 2;
  return (
    <>
      <Tooltip label="Only one system knows it: there is nothing to take apart" disabled={!isOne}>
        <Button
          variant="default"
          leftSection={<IconArrowsSplit size={16} aria-hidden />}
          onClick={dialog.open}
          disabled={disabled || isOne}
        >
          Take apart
        </Button>
      </Tooltip>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={`Take records out of ${calledName(profile)}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <SplitForm profile={profile} systems={systems} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function systemsOf({ identities }: Profile): string[] {
  return [
    ...new Set(
      identities.flatMap(({ kind, connectionId }) => (kind === "record" ? connectionId : [])),
    ),
  ];
}

interface SplitFormProps {
  readonly profile: Profile;
  readonly systems: readonly string[];
  readonly onDone: () => void;
}

function SplitForm({ profile, systems, onDone }: SplitFormProps) {
  const [chosen, setChosen] = useState<string[]>([]);
  const [reason, setReason] = useState("");
  const split = useSplit(profile, onDone);
  const nameOf = useConnectionNames();
  const isReady = chosen.length > 0 && chosen.length < systems.length && reason.trim() !== "";
  return (
    <Stack>
      <Checkbox.Group label="Whose records do not belong here?" value={chosen} onChange={setChosen}>
        <Stack gap="xs" mt="xs">
          {systems.map((id) => (
            <Checkbox key={id} value={id} label={nameOf(id)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Textarea
        label="Why"
        description="Kept with both, so that the next one understands"
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        They become a profile of their own with what their system said. The two never join again by
        what they share, unless you merge them.
      </Text>
      <DialogActions
        error={split.error}
        onCancel={onDone}
        act="Take apart"
        disabled={!isReady}
        working={split.isPending}
        onAct={() => split.mutate({ systems: chosen, reason: reason.trim() })}
      />
    </Stack>
  );
}

function useSplit(profile: Profile, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ systems, reason }: { systems: readonly string[]; reason: string }) => {
      const records = profile.identities.flatMap(({ kind, connectionId, id }) =>
        kind === "record" && systems.includes(connectionId) ? [{ connectionId, id }] : [],
      );
      const params = { path: { id: profile.id } };
      return answered(
        api.POST("/api/v1/profiles/{id}/split", { params, body: { records, reason } }),
      );
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["profile", profile.id] });
      notifications.show({ message: "Taken apart: they are two now." });
      onDone();
    },
  });
}
