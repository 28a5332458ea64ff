import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { signOut } from "./session.ts";
import { useSession } from "./use-session.ts";

/** Who reads, as what, and the way out. */
export function SessionMenu() {
  const { name, email, role, workspaceId } = useSession();
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <UnstyledButton>
          <Avatar aria-hidden name={name} color="harbour" radius="xl" size={34} />
          <VisuallyHidden>
            Your session: {name}, {role}
          </VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
            {name}
          </Text>
          {email === undefined ? null : <Text size="xs">{email}</Text>}
          <Text size="xs">
            {role} in the workspace {workspaceId}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void signOut()}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
