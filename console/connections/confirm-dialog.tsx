import { Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { DialogActions } from "../parts/dialog-actions.tsx";

interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What the button says. */
  readonly act: string;
  readonly working: boolean;
  readonly onAct: () => void;
  /** What it means. */
  readonly children: ReactNode;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, onClose, title, act, working, onAct, children } = props;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        <Text>{children}</Text>
        <DialogActions
          cancel="Keep it"
          onCancel={onClose}
          act={act}
          isDangerous
          working={working}
          onAct={onAct}
        />
      </Stack>
    </Modal>
  );
}
