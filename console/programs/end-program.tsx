import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { Failure } from "../parts/states.tsx";
import { effectWords, type Program } from "./program-words.ts";

interface EndProgramProps {
  readonly program: Program;
  readonly etag: string | undefined;
}

/** Says what ending means before it is done: it cannot be undone. */
export function EndProgram({ program, etag }: EndProgramProps) {
  const [isOpen, dialog] = useDisclosure(false);
  const ending = useEnding(program.id, etag, dialog.close);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} />}
        onClick={() => {
          ending.reset();
          dialog.open();
        }}
      >
        End it
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={`End “${program.name}”?`} centered>
        <Stack>
          <Text>
            Everybody leaves it now. {effectWords(program).leaving} It stays in the list, and its
            results too; it cannot be started again.
          </Text>
          {ending.error === null ? null : <Failure error={ending.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              Leave it running
            </Button>
            <Button color="red.8" loading={ending.isPending} onClick={() => ending.mutate()}>
              End the program
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function useEnding(id: string, etag: string | undefined, onDone: () => void) {
  const known = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answered(
        api.DELETE("/api/v1/programs/{id}", {
          params: { path: { id } },
          ...(etag === undefined ? {} : { headers: { "if-match": etag } }),
        }),
      ),
    onSuccess: async ({ name }) => {
      await known.invalidateQueries({ queryKey: ["program", id] });
      await known.invalidateQueries({ queryKey: ["programs"] });
      notifications.show({ title: "Ended", message: `Everybody leaves “${name}”.` });
      onDone();
    },
    onError: () => known.invalidateQueries({ queryKey: ["program", id] }),
  });
}
