import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { answered, api, done } from "../../api/client.ts";
import { Failure } from "../../parts/states.tsx";
import { useSession } from "../../session/use-session.ts";
import { useSegmentChange } from "../use-segment.ts";
import type { Destination } from "./destination-words.ts";

/** Compare now, or stop pushing. */
export function DestinationActions({ destination }: { destination: Destination }) {
  const { may } = useSession();
  const [isOpen, dialog] = useDisclosure(false);
  const sweep = useSweep(destination);
  if (!may("editor")) return null;
  return (
    <Group gap="xs" mt="sm">
      {destination.state === "withdrawing" ? null : (
        <Button
          size="xs"
          variant="default"
          loading={sweep.isPending}
          onClick={() => sweep.mutate()}
        >
          Compare now
        </Button>
      )}
      <Button size="xs" variant="default" onClick={dialog.open}>
        Stop pushing…
      </Button>
      {sweep.error === null ? null : <Failure error={sweep.error} />}
      <Modal opened={isOpen} onClose={dialog.close} title="Stop pushing there?" centered>
        <StopPushing destination={destination} onClose={dialog.close} />
      </Modal>
    </Group>
  );
}

function useSweep({ segmentId, id: destinationId }: Destination) {
  const path = { id: segmentId, destinationId };
  return useSegmentChange(segmentId, async () => {
    const route = "/api/v1/segments/{id}/destinations/{destinationId}/sweeps";
    await answered(api.POST(route, { params: { path }, body: { remake: false } }));
    notifications.show({ message: "It is being compared; what differs is put right." });
  });
}

interface StopPushingProps {
  readonly destination: Destination;
  onClose(): void;
}

function StopPushing({ destination: { segmentId, id: destinationId }, onClose }: StopPushingProps) {
  const path = { id: segmentId, destinationId };
  const route = "/api/v1/segments/{id}/destinations/{destinationId}";
  const remove = useSegmentChange(
    segmentId,
    () => done(api.DELETE(route, { params: { path } })),
    onClose,
  );
  return (
    <Stack>
      <Text>
        Whoever is there stays there, but is no longer kept in step. From a property or field that
        names segments, this one is taken back first.
      </Text>
      {remove.error === null ? null : <Failure error={remove.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Go on pushing
        </Button>
        <Button color="red.8" loading={remove.isPending} onClick={() => remove.mutate()}>
          Stop pushing
        </Button>
      </Group>
    </Stack>
  );
}
