import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconDots, IconDownload, IconEraser } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useSession } from "../session/use-session.ts";
import { EraseDialog } from "./erase-dialog.tsx";
import { everythingOf } from "./everything-of.ts";
import type { Profile } from "./profile.ts";
import { saveFile } from "./save-file.ts";

/** What an admin may do for, or with, a person: the rights of the GDPR. */
export function ProfileActions({ profile }: { profile: Profile }) {
  const [isErasing, erasing] = useDisclosure(false);
  const exported = useExport(profile);
  const isAdmin = useSession().may("admin");
  return (
    <>
      <Menu position="bottom-end" withArrow>
        <Menu.Target>
          <ActionIcon
            variant="default"
            size={36}
            aria-label="More to do"
            loading={exported.isPending}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isAdmin ? null : <Menu.Label>Only an admin may do these</Menu.Label>}
          <Menu.Item
            disabled={!isAdmin}
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => exported.mutate()}
          >
            Export everything
          </Menu.Item>
          <Menu.Item
            disabled={!isAdmin}
            color="red"
            leftSection={<IconEraser size={16} aria-hidden />}
            onClick={erasing.open}
          >
            Erase…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EraseDialog profile={profile} opened={isErasing} onClose={erasing.close} />
    </>
  );
}

function useExport({ id }: Profile) {
  return useMutation({
    mutationFn: () => everythingOf(id),
    onSuccess: (found) => {
      saveFile(`profile-${id}.json`, found);
      notifications.show({ message: "Everything that is known of them is in the file." });
    },
    onError: (error) => notifications.show({ color: "red", message: error.message }),
  });
}
