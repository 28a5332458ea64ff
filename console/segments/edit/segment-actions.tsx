import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconEdit } from "@tabler/icons-react";
import { Link } from "wouter";
import { useSession } from "../../session/use-session.ts";
import type { ReadSegment } from "../use-segment.ts";
import { EditDetails } from "./edit-details.tsx";
import { RetireSegment } from "./retire-segment.tsx";

/** What may be done with a segment as a whole. */
export function SegmentActions({ read }: { read: ReadSegment }) {
  const { id, state } = read.data;
  const { may } = useSession();
  const [isEditing, editing] = useDisclosure(false);
  const [isRetiring, retiring] = useDisclosure(false);
  if (state === "retired") return null;
  if (!may("editor")) return <Text c="dimmed">You may look; an editor may change it.</Text>;
  return (
    <>
      <Button
        component={Link}
        href={`/segments/${id}/edit`}
        leftSection={<IconEdit size={16} aria-hidden />}
      >
        Edit the rule
      </Button>
      <Button variant="default" onClick={editing.open}>
        Name, owner, timing
      </Button>
      <More id={id} onRetire={retiring.open} />
      {isEditing ? <EditDetails read={read} onClose={editing.close} /> : null}
      <RetireSegment read={read} opened={isRetiring} onClose={retiring.close} />
    </>
  );
}

function More({ id, onRetire }: { id: string; onRetire(): void }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label="More">
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} href={`/programs/new?segment=${id}`}>
          Drive a program with it
        </Menu.Item>
        <Menu.Item color="red" onClick={onRetire}>
          Retire…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
