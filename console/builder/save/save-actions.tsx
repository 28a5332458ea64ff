import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import type { EditedSegment } from "../edited-segment.ts";
import type { Draft } from "../use-draft.ts";
import type { Preview } from "../use-preview.ts";
import { SaveNew } from "./save-new.tsx";
import { SaveVersion } from "./save-version.tsx";

interface SaveActionsProps {
  readonly object: ObjectKind;
  readonly draft: Draft;
  readonly preview: Preview | undefined;
  readonly segment: EditedSegment | undefined;
  /** Whether there is something finished to save. */
  readonly isReady: boolean;
  readonly onSaved: () => void;
}

/** Saves a new segment, or the rule as the next version of one. */
export function SaveActions(props: SaveActionsProps) {
  const { object, draft, preview, segment, isReady, onSaved } = props;
  const [isOpen, dialog] = useDisclosure(false);
  const isEmpty = draft.rule.rules.length === 0;
  return (
    <>
      <Button disabled={!isReady || isEmpty} onClick={dialog.open}>
        {segment === undefined ? "Save the segment" : "Save as a new version"}
      </Button>
      {segment === undefined ? (
        <SaveNew
          isOpen={isOpen}
          onClose={dialog.close}
          object={object}
          rule={draft.rule}
          count={preview?.count}
          onSaved={onSaved}
        />
      ) : (
        <SaveVersion
          isOpen={isOpen}
          onClose={dialog.close}
          segment={segment}
          draft={draft}
          onSaved={onSaved}
        />
      )}
    </>
  );
}
