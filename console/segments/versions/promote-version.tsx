import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { answered, api, type Schemas } from "../../api/client.ts";
import { Failure } from "../../parts/states.tsx";
import { useSession } from "../../session/use-session.ts";
import { type Segment, useSegmentChange } from "../use-segment.ts";
import { countWords } from "./compared-side.tsx";

interface PromoteVersionProps {
  readonly segment: Segment;
  readonly version: Schemas["SegmentVersion"];
  readonly found: Schemas["VersionComparison"];
}

/** Has a version take over; an earlier one in the same way. Names the numbers before it is done. */
export function PromoteVersion({ segment, version, found }: PromoteVersionProps) {
  const { may } = useSession();
  const [isOpen, dialog] = useDisclosure(false);
  const isBack = version.state === "replaced";
  const verb = isBack ? "Roll back to" : "Promote";
  return (
    <>
      <Button onClick={dialog.open} disabled={!may("editor")}>
        {verb} version {version.version}
      </Button>
      {may("editor") ? null : <Text c="dimmed">An editor may do this.</Text>}
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={`${verb} version ${version.version}?`}
        centered
      >
        <Stack>
          <Text>
            <b>{countWords(found.enter)}</b> enter, <b>{countWords(found.leave)}</b> leave,{" "}
            <b>{countWords(found.stay)}</b> stay
            {waits(segment) ? ", after the waiting times of the segment" : ""}. Lists and programs
            follow. You can go back.
          </Text>
          <Text size="sm" c="dimmed">
            The version is built beside the live one and takes over in one instant.
          </Text>
          <Confirm segment={segment} n={version.version} verb={verb} onClose={dialog.close} />
        </Stack>
      </Modal>
    </>
  );
}

interface ConfirmProps {
  readonly segment: Segment;
  readonly n: number;
  readonly verb: string;
  onClose(): void;
}

function Confirm({ segment: { id }, n, verb, onClose }: ConfirmProps) {
  const [reason, setReason] = useState("");
  const promote = useSegmentChange(
    id,
    () => {
      const body = reason.trim() === "" ? {} : { reason };
      const path = "/api/v1/segments/{id}/versions/{n}/promote";
      return answered(api.POST(path, { params: { path: { id, n } }, body }));
    },
    onClose,
  );
  return (
    <>
      <TextInput
        label="Why? (for its history)"
        value={reason}
        maxLength={500}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {promote.error === null ? null : <Failure error={promote.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button loading={promote.isPending} onClick={() => promote.mutate()}>
          {verb}
        </Button>
      </Group>
    </>
  );
}

function waits({ entryDwell, exitGrace }: Segment): boolean {
  return entryDwell !== undefined || exitGrace !== undefined;
}
