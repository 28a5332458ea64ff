import { ActionIcon, Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconEdit, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api, done, type Schemas } from "../api/client.ts";
import { useSegments } from "../parts/known-names.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { useSession } from "../session/use-session.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { DirectoryDialog } from "./directory-dialog.tsx";

type Directory = Schemas["Directory"];

/** Identity providers and learning systems that pull segments as groups (SCIM 2.0). */
export function Directories() {
  const { may } = useSession();
  const [edited, setEdited] = useState<Directory | "new">();
  const directories = useQuery({
    queryKey: ["directories"],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/directories", { signal })),
  });
  return (
    <Stack component="section" gap="sm" mt="lg">
      <Group justify="space-between">
        <div>
          <Title order={2} size="h3">
            Directories
          </Title>
          <Text c="dimmed" size="sm">
            Identity providers and learning systems that pull segments as groups, by SCIM 2.0.
          </Text>
        </div>
        <Button variant="default" disabled={!may("admin")} onClick={() => setEdited("new")}>
          Add a directory
        </Button>
      </Group>
      <Loaded query={directories} what="the directories">
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm">None yet.</Text>
          ) : (
            <StackingTable label="Directories" columns={["Directory", "Groups it sees", "To do"]}>
              {items.map((each) => (
                <Row key={each.id} directory={each} onEdit={() => setEdited(each)} />
              ))}
            </StackingTable>
          )
        }
      </Loaded>
      <DirectoryDialog edited={edited} onClose={() => setEdited(undefined)} />
    </Stack>
  );
}

function Row({ directory, onEdit }: { directory: Directory; onEdit: () => void }) {
  const { name, segmentIds } = directory;
  const segments = useSegments();
  const names = segmentIds.map((each) => segments.data?.items.find((of) => of.id === each)?.name);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {name}
      </Table.Th>
      <Cell label="Groups it sees">{names.filter(Boolean).join(", ") || "none"}</Cell>
      <Cell label="To do">
        <ToDo directory={directory} onEdit={onEdit} />
      </Cell>
    </Table.Tr>
  );
}

function ToDo({ directory: { id, name }, onEdit }: { directory: Directory; onEdit: () => void }) {
  const { may } = useSession();
  const [isClosing, closing] = useDisclosure(false);
  const close = useClose(id);
  const isBarred = !may("admin");
  return (
    <Group gap="xs">
      <ActionIcon variant="subtle" aria-label={`Edit ${name}`} disabled={isBarred} onClick={onEdit}>
        <IconEdit size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="red"
        aria-label={`Close ${name}`}
        disabled={isBarred}
        onClick={closing.open}
      >
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
      <ConfirmDialog
        opened={isClosing}
        onClose={closing.close}
        title={`Close ${name}?`}
        act="Close it"
        working={close.isPending}
        onAct={() => close.mutate()}
      >
        Its token opens nothing any more, so the other system no longer sees these groups.
      </ConfirmDialog>
    </Group>
  );
}

function useClose(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => done(api.DELETE("/api/v1/directories/{id}", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["directories"] }),
    onError: (error) => notifications.show({ color: "red", message: error.message }),
  });
}
