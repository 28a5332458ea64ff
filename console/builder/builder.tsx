import { Grid, Stack } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type ReactNode, useMemo, useState } from "react";
import { rootScope } from "../../shared/segmentation/language/scopes.ts";
import type { ObjectKind } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { Page } from "../parts/page.tsx";
import type { ProfileCard } from "../parts/profile-search.ts";
import { useSession } from "../session/use-session.ts";
import type { EditedSegment } from "./edited-segment.ts";
import { KeptDraft } from "./kept-draft.tsx";
import type { Catalogue } from "./model/catalogue.ts";
import { plain } from "./model/identified.ts";
import type { StoredDraft } from "./model/stored-draft.ts";
import { PopulationPanel } from "./panel/population-panel.tsx";
import { TryPerson } from "./panel/try-person.tsx";
import { BuilderFactsProvider, useBuilder } from "./rule/builder-context.ts";
import { RuleEditor } from "./rule/rule-editor.tsx";
import { LeaveGuard } from "./save/leave-guard.tsx";
import { SaveActions } from "./save/save-actions.tsx";
import { Sentence } from "./sentence.tsx";
import { TemplateGallery } from "./template-gallery.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useBuilderFacts } from "./use-builder-facts.ts";
import { type Draft, useDraft } from "./use-draft.ts";
import { usePreview } from "./use-preview.ts";
import { storedDraft, useStoredDraft } from "./use-stored-draft.ts";
import { useTrial } from "./use-trial.ts";

interface BuilderProps {
  readonly catalogue: Catalogue;
  readonly object: ObjectKind;
  readonly start: RuleGroup;
  /** Under which a draft of it is kept. */
  readonly draftKey: string;
  readonly segment?: EditedSegment;
  readonly onObject?: (object: ObjectKind) => void;
}

export function Builder(props: BuilderProps) {
  const { catalogue, object, segment } = props;
  const { draft, kept, isChanged, previewed, onSaved } = useRule(props);
  const [tried, setTried] = useState<ProfileCard>();
  const isFinished = previewed.problems.length === 0;
  const trial = useTrial(tried, draft.rule, isFinished);
  const canEdit = useSession().may("editor");
  const facts = useBuilderFacts({
    object,
    catalogue,
    draft,
    previewed,
    trial,
    canEdit,
    RuleEditor,
  });
  const matches = trial?.get("")?.truth;
  const isReady = isFinished && (segment === undefined || isChanged);
  const saved = { object, draft, preview: previewed.preview, segment, isReady, onSaved };
  return (
    <BuilderFactsProvider value={facts}>
      <Page
        title={segment === undefined ? "New segment" : `Edit “${segment.name}”`}
        intro={<Sentence rule={draft.rule} object={object} />}
        actions={canEdit ? <SaveActions {...saved} /> : null}
      >
        <LeaveGuard isChanged={isChanged} />
        <SideBySide
          editing={<Editing {...props} draft={draft} kept={isChanged ? kept : undefined} />}
        >
          <PopulationPanel object={object} previewed={previewed} />
          <TryPerson object={object} tried={tried} onTry={setTried} matches={matches} />
        </SideBySide>
      </Page>
    </BuilderFactsProvider>
  );
}

/** The rule that is worked on, kept for the next visit, and whom it finds. */
function useRule({ catalogue, object, start, draftKey, segment }: BuilderProps) {
  const [kept] = useState(() => storedDraft(draftKey));
  const draft = useDraft(kept?.rule ?? start);
  const [isSaved, setSaved] = useState(false);
  const isChanged = !isSaved && written(draft.rule) !== written(start);
  useStoredDraft(draftKey, object, draft.rule, isChanged);
  useUndoKeys(draft);
  const previewed = usePreview(object, draft.rule, catalogue, segment?.id);
  return { draft, kept, isChanged, previewed, onSaved: () => setSaved(true) };
}

interface SideBySideProps {
  readonly editing: ReactNode;
  readonly children: ReactNode;
}

/** The rule, and beside it what comes of it, which stays in sight. */
function SideBySide({ editing, children }: SideBySideProps) {
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 8 }}>{editing}</Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Stack pos={{ base: "static", lg: "sticky" }} top={72}>
          {children}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

interface EditingProps extends BuilderProps {
  readonly draft: Draft;
  /** What was begun on an earlier visit, unless it was let go. */
  readonly kept: StoredDraft | undefined;
}

/** The rule, and where to begin while there is none. */
function Editing({ object, start, kept, onObject, draft }: EditingProps) {
  const { canEdit } = useBuilder();
  const scope = useMemo(() => rootScope(object), [object]);
  const isEmpty = draft.rule.rules.length === 0;
  return (
    <Stack>
      {kept === undefined ? null : <KeptDraft at={kept.at} onDiscard={() => draft.edit(start)} />}
      <Toolbar object={object} draft={draft} onObject={onObject} />
      <RuleEditor rule={draft.rule} onChange={draft.edit} scope={scope} pointer="" />
      {isEmpty && canEdit ? <TemplateGallery object={object} onChoose={draft.edit} /> : null}
    </Stack>
  );
}

function written(rule: RuleGroup): string {
  return JSON.stringify(plain(rule));
}

/** Also while a field has the focus: what is undone is the rule, not the typing. */
function useUndoKeys({ undo, redo }: Draft): void {
  useHotkeys(
    [
      ["mod+Z", undo],
      ["mod+shift+Z", redo],
      ["mod+Y", redo],
    ],
    [],
  );
}
