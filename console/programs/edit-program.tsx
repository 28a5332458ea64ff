import { Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { EditConflict } from "../parts/edit-conflict.tsx";
import { Failure } from "../parts/states.tsx";
import { AudienceFields, type FieldsProps, NameFields, WindowFields } from "./audience-fields.tsx";
import { GrantFields } from "./effect-fields.tsx";
import { problemsIn } from "./field-problems.ts";
import { FormSection } from "./form-section.tsx";
import { TargetField, TermsFields } from "./measured-fields.tsx";
import { EmailFields } from "./notification-fields.tsx";
import { OutcomeFields } from "./outcome-fields.tsx";
import { draftOf, isComparable, type ProgramDraft, patchOf } from "./program-draft.ts";
import type { Program } from "./program-words.ts";
import { TrialFields } from "./trial-fields.tsx";

interface EditProgramProps {
  readonly program: Program;
  readonly etag: string | undefined;
  onDone(): void;
}

/**
 * Edits the program as it was when the form was opened: what somebody else wrote since is neither
 * overwritten nor lost, whoever edits decides.
 */
export function EditProgram({ program, etag, onDone }: EditProgramProps) {
  const [base, setBase] = useState({ program, etag });
  const [draft, setDraft] = useState(() => draftOf(program));
  const edit = useEdit(program.id, onDone);
  const takeTheirs = () => {
    setBase({ program, etag });
    setDraft(draftOf(program));
    edit.reset();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        edit.mutate({ draft, base: base.program, etag: base.etag });
      }}
    >
      <Stack maw={760}>
        <Sections
          isComparable={isComparable(base.program)}
          draft={draft}
          problemOf={problemsIn(edit.error)}
          onChange={(part) => setDraft((known) => ({ ...known, ...part }))}
        />
        <Refusal
          error={edit.error}
          name={program.name}
          onTakeTheirs={takeTheirs}
          onKeepMine={() => edit.mutate({ draft, base: program, etag })}
        />
        <FormActions working={edit.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}

/** What a program does; of some kinds all of it stays as it was made. */
function EffectSection(fields: FieldsProps) {
  const { kind, channel } = fields.draft;
  const isEditable = kind === "price" || kind === "goal" || kind === "grant";
  if (!isEditable && !(kind === "notification" && channel === "email")) return null;
  return (
    <FormSection title="What it does">
      {kind === "price" ? <TermsFields {...fields} /> : null}
      {kind === "goal" ? <TargetField {...fields} /> : null}
      {kind === "grant" ? <GrantFields {...fields} /> : null}
      {kind === "notification" ? <EmailFields {...fields} /> : null}
    </FormSection>
  );
}

function FormActions({ working, onCancel }: { working: boolean; onCancel(): void }) {
  return (
    <Group>
      <Button type="submit" loading={working}>
        Save
      </Button>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </Group>
  );
}

interface SectionsProps extends FieldsProps {
  readonly isComparable: boolean;
}

function Sections({ isComparable: isOpen, ...fields }: SectionsProps) {
  return (
    <>
      <FormSection title="Whom it is for">
        <AudienceFields {...fields} />
        <WindowFields {...fields} />
      </FormSection>
      <EffectSection {...fields} />
      <FormSection title="What it is called">
        <NameFields {...fields} />
      </FormSection>
      <FormSection title="How you will know that it works">
        <OutcomeFields {...fields} />
        {isOpen ? (
          <TrialFields {...fields} />
        ) : (
          <Text size="sm" c="dimmed">
            Who is left out to compare with, and the variants, stay as they are: the program has
            started, and the groups that are compared would mix.
          </Text>
        )}
      </FormSection>
    </>
  );
}

interface RefusalProps {
  readonly error: Error | null;
  readonly name: string;
  onTakeTheirs(): void;
  onKeepMine(): void;
}

function Refusal({ error, ...conflict }: RefusalProps) {
  if (error === null) return null;
  return error instanceof ApiProblem && error.isConflict ? (
    <EditConflict {...conflict} />
  ) : (
    <Failure error={error} />
  );
}

interface Edit {
  readonly draft: ProgramDraft;
  /** The program that is edited, as it was read. */
  readonly base: Program;
  readonly etag: string | undefined;
}

function useEdit(id: string, onDone: () => void) {
  const known = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, base, etag }: Edit) =>
      answered(
        api.PATCH("/api/v1/programs/{id}", {
          params: { path: { id } },
          body: patchOf(draft, base),
          ...(etag === undefined ? {} : { headers: { "if-match": etag } }),
        }),
      ),
    onSuccess: async ({ name }) => {
      await known.invalidateQueries({ queryKey: ["program", id] });
      await known.invalidateQueries({ queryKey: ["programs"] });
      notifications.show({ title: "Saved", message: `“${name}” is as you left it.` });
      onDone();
    },
    onError: () => known.invalidateQueries({ queryKey: ["program", id] }),
  });
}
