import { ActionIcon, Group, SegmentedControl, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import type { ObjectKind } from "../../shared/segmentation/record.ts";
import { ExportSql } from "./import/export-sql.tsx";
import { ImportRule } from "./import/import-rule.tsx";
import { useBuilder } from "./rule/builder-context.ts";
import type { Draft } from "./use-draft.ts";

interface ToolbarProps {
  readonly object: ObjectKind;
  readonly draft: Draft;
  /** Absent where the segment is there already: it stays what it is. */
  readonly onObject?: ((object: ObjectKind) => void) | undefined;
}

/** Who the segment is of; undo and redo; in from elsewhere and out. */
export function Toolbar({ object, draft, onObject }: ToolbarProps) {
  const { canEdit } = useBuilder();
  return (
    <Group justify="space-between" gap="xs">
      {onObject === undefined ? (
        <span />
      ) : (
        <SegmentedControl
          aria-label="Whom the segment is of"
          value={object}
          onChange={(chosen) => onObject(chosen === "company" ? "company" : "contact")}
          data={[
            { value: "contact", label: "People" },
            { value: "company", label: "Companies" },
          ]}
        />
      )}
      <Group gap={4}>
        <Step words="Undo" keys="Ctrl+Z" icon={IconArrowBackUp} act={draft.canUndo && draft.undo} />
        <Step
          words="Redo"
          keys="Ctrl+Shift+Z"
          icon={IconArrowForwardUp}
          act={draft.canRedo && draft.redo}
        />
        {canEdit ? <ImportRule object={object} onImport={draft.edit} /> : null}
        <ExportSql object={object} rule={draft.rule} />
      </Group>
    </Group>
  );
}

interface StepProps {
  readonly words: string;
  readonly keys: string;
  readonly icon: typeof IconArrowBackUp;
  /** False where there is nowhere to go. */
  readonly act: (() => void) | false;
}

function Step({ words, keys, icon: Icon, act }: StepProps) {
  return (
    <Tooltip label={`${words} (${keys})`}>
      <ActionIcon
        variant="subtle"
        size="lg"
        disabled={act === false}
        aria-label={words}
        onClick={act === false ? undefined : act}
      >
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
