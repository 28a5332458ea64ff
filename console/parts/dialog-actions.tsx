import { Button, Group } from "@mantine/core";
import { Failure } from "./states.tsx";

interface DialogActionsProps {
  /** What went wrong with the last try. */
  readonly error?: Error | null;
  readonly cancel?: string;
  readonly onCancel: () => void;
  /** What the button says that does it. */
  readonly act: string;
  readonly isDangerous?: boolean;
  readonly disabled?: boolean;
  readonly working: boolean;
  /** Unset: it submits the form around it. */
  readonly onAct?: () => void;
}

/** The end of a dialog: what went wrong, the way back, and the deed. */
export function DialogActions(props: DialogActionsProps) {
  const { error = null, cancel = "Cancel", onCancel, act, working, disabled = false } = props;
  const { isDangerous = false, onAct } = props;
  return (
    <>
      {error === null ? null : <Failure error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          {cancel}
        </Button>
        <Button
          {...(isDangerous ? { color: "red.8" } : {})}
          {...(onAct === undefined ? { type: "submit" } : { onClick: onAct })}
          disabled={disabled}
          loading={working}
        >
          {act}
        </Button>
      </Group>
    </>
  );
}
