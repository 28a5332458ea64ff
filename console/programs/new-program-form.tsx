import { Button, Group, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { answered, api } from "../api/client.ts";
import { Failure } from "../parts/states.tsx";
import { AudienceFields, type FieldsProps, NameFields, WindowFields } from "./audience-fields.tsx";
import { EffectFields } from "./effect-fields.tsx";
import { problemsIn } from "./field-problems.ts";
import { FormSection } from "./form-section.tsx";
import { MadeSecret } from "./made-secret.tsx";
import { OutcomeFields } from "./outcome-fields.tsx";
import { emptyDraft, newProgramOf, type ProgramDraft } from "./program-draft.ts";
import type { ProgramKind } from "./program-words.ts";
import { TrialFields } from "./trial-fields.tsx";

interface NewProgramFormProps {
  readonly kind: ProgramKind;
  readonly segment: string | null;
}

/** What the API refuses stands at its field; what was typed stays. */
export function NewProgramForm({ kind, segment }: NewProgramFormProps) {
  const include = segment === null ? [] : [segment];
  const [draft, setDraft] = useState<ProgramDraft>({ ...emptyDraft, kind, include });
  const creation = useCreation();
  const fields = {
    draft,
    problemOf: problemsIn(creation.error),
    onChange: (part: Partial<ProgramDraft>) => setDraft((known) => ({ ...known, ...part })),
  };
  if (creation.data?.secret !== undefined)
    return <MadeSecret id={creation.data.id} secret={creation.data.secret} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        creation.mutate(draft);
      }}
    >
      <Stack maw={760}>
        <Sections {...fields} />
        {creation.error === null ? null : <Failure error={creation.error} />}
        <Group>
          <Button type="submit" loading={creation.isPending}>
            Create the program
          </Button>
          <Button variant="default" component={Link} href="/programs">
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Sections(fields: FieldsProps) {
  return (
    <>
      <FormSection title="What it does">
        <EffectFields {...fields} />
      </FormSection>
      <FormSection title="Whom it is for">
        <AudienceFields {...fields} />
        <WindowFields {...fields} />
      </FormSection>
      <FormSection title="What it is called">
        <NameFields {...fields} />
      </FormSection>
      <FormSection title="How you will know that it works">
        <OutcomeFields {...fields} />
        <TrialFields {...fields} />
      </FormSection>
    </>
  );
}

function useCreation() {
  const known = useQueryClient();
  const [, go] = useLocation();
  return useMutation({
    mutationFn: (draft: ProgramDraft) =>
      answered(api.POST("/api/v1/programs", { body: newProgramOf(draft) })),
    onSuccess: async ({ id, name, secret }) => {
      await known.invalidateQueries({ queryKey: ["programs"] });
      notifications.show({ title: "Created", message: `“${name}” is on its way to its members.` });
      if (secret === undefined) go(`/programs/${id}`);
    },
  });
}
