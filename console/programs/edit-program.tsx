import { Button, Group, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { EditConflict } from "../parts/edit-conflict.tsx";
import { Failure } from "../parts/states.tsx";
import { AudienceFields, type FieldsProps, NameFields, WindowFields } from "./audience-fields.tsx";
import { problemsIn } from "./field-problems.ts";
import { FormSection } from "./form-section.tsx";
import { TargetField, TermsFields } from "./measured-fields.tsx";
import { OutcomeFields } from "./outcome-fields.tsx";
import { draftOf, type ProgramDraft, patchOf } from "./program-draft.ts";
import type { Program } from "./program-words.ts";

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
        edit.mutate({ draft, etag: base.etag });
      }}
    >
      <Stack maw={760}>
        <Sections
          draft={draft}
          problemOf={problemsIn(edit.error)}
          onChange={(part) => setDraft((known) => ({ ...known, ...part }))}
        />
        <Refusal
          error={edit.error}
          name={program.name}
          onTakeTheirs={takeTheirs}
          onKeepMine={() => edit.mutate({ draft, etag })}
        />
        <Group>
          <Button type="submit" loading={edit.isPending}>
            Save
          </Button>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Sections(fields: FieldsProps) {
  const { draft } = fields;
  return (
    <>
      <FormSection title="Whom it is for">
        <AudienceFields {...fields} />
        <WindowFields {...fields} />
      </FormSection>
      {draft.kind === "price" || draft.kind === "goal" ? (
        <FormSection title="What it does">
          {draft.kind === "price" ? <TermsFields {...fields} /> : <TargetField {...fields} />}
        </FormSection>
      ) : null}
      <FormSection title="What it is called">
        <NameFields {...fields} />
      </FormSection>
      <FormSection title="How you will know that it works">
        <OutcomeFields {...fields} />
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

function useEdit(id: string, onDone: () => void) {
  const known = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, etag }: { draft: ProgramDraft; etag: string | undefined }) =>
      answered(
        api.PATCH("/api/v1/programs/{id}", {
          params: { path: { id } },
          body: patchOf(draft),
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
