import { Alert, Button, Modal, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconArrowMerge } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";
import { calledName, useProfileSearch } from "../parts/profile-search.ts";
import type { Profile } from "./profile.ts";

interface MergeDialogProps {
  readonly profile: Profile;
  readonly disabled: boolean;
}

/** Joins another profile to this one. */
export function MergeDialog({ profile, disabled }: MergeDialogProps) {
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowMerge size={16} aria-hidden />}
        onClick={dialog.open}
        disabled={disabled}
      >
        Merge with another
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={`Merge somebody into ${calledName(profile)}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <MergeForm profile={profile} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function MergeForm({ profile, onDone }: { profile: Profile; onDone: () => void }) {
  const [typed, setTyped] = useState("");
  const [other, setOther] = useState<string | null>(null);
  const merge = useMerge(profile, onDone);
  return (
    <Stack>
      <OtherProfile
        profile={profile}
        value={other}
        onChange={setOther}
        typed={typed}
        onType={setTyped}
      />
      <Alert color="yellow">
        <Text size="sm">
          Both become one, with the values and history of both. Nobody enters or leaves a segment
          only because of it. It can be taken apart again by the records of each system.
        </Text>
      </Alert>
      <DialogActions
        error={merge.error}
        onCancel={onDone}
        act="Merge"
        disabled={other === null}
        working={merge.isPending}
        onAct={() => {
          if (other !== null) merge.mutate(other);
        }}
      />
    </Stack>
  );
}

interface OtherProfileProps {
  readonly profile: Profile;
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  readonly typed: string;
  readonly onType: (text: string) => void;
}

function OtherProfile({ profile, value, onChange, typed, onType }: OtherProfileProps) {
  const [query] = useDebouncedValue(typed.trim(), 200);
  const found = useProfileSearch({ query, object: profile.object, limit: 20 });
  const others = (found.data?.items ?? []).filter(({ id }) => id !== profile.id);
  return (
    <Select
      label="The other one"
      placeholder="Name, e-mail, domain or id"
      searchable
      data-autofocus
      data={others.map((each) => ({
        value: each.id,
        label: [calledName(each), each.contact].filter(Boolean).join(" · "),
      }))}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={onType}
      value={value}
      onChange={onChange}
      nothingFoundMessage="Nobody is found by that"
    />
  );
}

function useMerge({ id }: Profile, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (profileId: string) => {
      const params = { path: { id } };
      return answered(api.POST("/api/v1/profiles/{id}/merge", { params, body: { profileId } }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["profile", id] });
      notifications.show({ message: "Merged: both are one now." });
      onDone();
    },
  });
}
