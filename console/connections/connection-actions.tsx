import { ActionIcon, Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import {
  IconDots,
  IconDownload,
  IconEdit,
  IconLock,
  IconPlugX,
  IconRefresh,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { useSession } from "../session/use-session.ts";
import type { Connection, ConnectionKind } from "./connection.ts";
import { DisconnectDialog } from "./disconnect-dialog.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import { useGrant } from "./use-grant.ts";
import { useImport } from "./use-import.ts";

interface ConnectionActionsProps {
  readonly connection: Connection;
  readonly etag: string | undefined;
  readonly kind: ConnectionKind | undefined;
}

export function ConnectionActions(props: ConnectionActionsProps) {
  const { connection, etag, kind } = props;
  const { may } = useSession();
  const check = useCheck(connection.id);
  const [isRenaming, renaming] = useDisclosure(false);
  const [isLeaving, leaving] = useDisclosure(false);
  return (
    <>
      {kind?.imports === true || kind?.pushes === true ? (
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => check.mutate()}
          loading={check.isPending}
          disabled={connection.state !== "connected" || !may("editor")}
        >
          Check now
        </Button>
      ) : null}
      <More {...props} onRename={renaming.open} onLeave={leaving.open} />
      <RenameDialog
        connection={connection}
        etag={etag}
        opened={isRenaming}
        onClose={renaming.close}
      />
      <DisconnectDialog connection={connection} opened={isLeaving} onClose={leaving.close} />
    </>
  );
}

interface MoreProps extends ConnectionActionsProps {
  readonly onRename: () => void;
  readonly onLeave: () => void;
}

function More(props: MoreProps) {
  const isAdmin = useSession().may("admin");
  const entries = useEntries(props);
  return (
    <Menu position="bottom-end" withArrow>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label="More to do">
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isAdmin ? null : <Menu.Label>Only an admin may do these</Menu.Label>}
        {entries.map(({ label, icon: Icon, act, isThere }) =>
          isThere ? (
            <Menu.Item
              key={label}
              disabled={!isAdmin}
              leftSection={<Icon size={16} aria-hidden />}
              onClick={act}
            >
              {label}
            </Menu.Item>
          ) : null,
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function useEntries({ connection: { id, state }, kind, onRename, onLeave }: MoreProps) {
  const grant = useGrant(id);
  const started = useImport(id);
  return [
    { label: "Rename", icon: IconEdit, act: onRename, isThere: true },
    {
      label: "Connect again",
      icon: IconLock,
      act: () => grant.mutate(),
      isThere: kind?.access === "grant",
    },
    {
      label: "Import everything again",
      icon: IconDownload,
      act: () => started.mutate(),
      isThere: kind?.imports === true && state === "connected",
    },
    { label: "Disconnect…", icon: IconPlugX, act: onLeave, isThere: true },
  ];
}

/** Compares both ways what is there with what is known, and puts right what differs. */
function useCheck(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answered(api.POST("/api/v1/connections/{id}/sweeps", { params: { path: { id } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["connection", id] });
      notifications.show({ message: "It is compared both ways now; what differs is put right." });
    },
    onError: (error) => notifications.show({ color: "red", message: error.message }),
  });
}
