import { Button, Group, List, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { answered, api } from "../../api/client.ts";
import { Failure } from "../../parts/states.tsx";
import { type ReadSegment, type Segment, useSegmentChange } from "../use-segment.ts";

interface RetireSegmentProps {
  readonly read: ReadSegment;
  readonly opened: boolean;
  onClose(): void;
}

/** Says what retiring means before it is done: it cannot be undone. */
export function RetireSegment({ read, opened, onClose }: RetireSegmentProps) {
  const [reason, setReason] = useState("");
  const retiring = useRetiring(read, reason, onClose);
  return (
    <Modal opened={opened} onClose={onClose} title={`Retire “${read.data.name}”?`} centered>
      <Stack>
        <Consequences segment={read.data} />
        <TextInput
          label="Why? (for its history)"
          value={reason}
          maxLength={500}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {retiring.error === null ? null : <Failure error={retiring.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button color="red.8" loading={retiring.isPending} onClick={() => retiring.mutate()}>
            Retire the segment
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Whatever somebody else edits meanwhile, it is retired. */
function useRetiring({ data: { id } }: ReadSegment, reason: string, onDone: () => void) {
  const query = reason.trim() === "" ? {} : { reason };
  const asked = { params: { path: { id }, query } };
  return useSegmentChange(id, () => answered(api.DELETE("/api/v1/segments/{id}", asked)), onDone);
}

function Consequences({ segment: { size, programs } }: { segment: Segment }) {
  return (
    <List size="sm" spacing={4}>
      <List.Item>{size.toLocaleString()} members leave it, in the background.</List.Item>
      <List.Item>They are taken off the lists that it is pushed to.</List.Item>
      <List.Item>
        {programs.length === 0
          ? "It drives no program."
          : `It no longer drives ${programs.map((each) => each.name).join(", ")}.`}
      </List.Item>
      <List.Item>Its history stays. It cannot be brought back: make another one.</List.Item>
      <List.Item>
        While another segment reads it, it cannot be retired; you are told which.
      </List.Item>
    </List>
  );
}
