import { Modal, Radio, Select, Stack, TagsInput, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";
import type { Attribute } from "./attribute-health.ts";
import { draftOf, type Law, type LawDraft, lawOf } from "./suppression-law.ts";

export interface SuppressionProps {
  readonly object: "contact" | "company";
  readonly attributes: readonly Attribute[];
}

interface SuppressionFormProps extends SuppressionProps {
  readonly law: Law | undefined;
  readonly onClose: () => void;
}

interface SuppressionDialogProps extends SuppressionFormProps {
  readonly opened: boolean;
}

/** Declares which attribute keeps somebody off every list, and says what that does. */
export function SuppressionDialog({ opened, ...form }: SuppressionDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={form.onClose}
      title="Who is kept off every list"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form {...form} />
    </Modal>
  );
}

function Form({ object, attributes, law, onClose }: SuppressionFormProps) {
  const [draft, setDraft] = useState(() => draftOf(law));
  const chosen = attributes.find(({ name }) => name === draft.attribute);
  const declare = useDeclare(object, onClose);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        declare.mutate(lawOf(draft, chosen?.seen ?? {}));
      }}
    >
      <Stack>
        <LawFields
          draft={draft}
          names={attributes.map(({ name }) => name)}
          onChange={(part) => setDraft((known) => ({ ...known, ...part }))}
        />
        <Text size="sm">
          Whoever it fits leaves every segment at once, without grace, and the systems that lists
          are pushed to are told. It goes for all segments, those still to come included.
        </Text>
        <DialogActions
          error={declare.error}
          onCancel={onClose}
          act="Keep them off"
          isDangerous
          disabled={draft.attribute === "" || draft.values.length === 0}
          working={declare.isPending}
        />
      </Stack>
    </form>
  );
}

interface LawFieldsProps {
  readonly draft: LawDraft;
  readonly names: readonly string[];
  readonly onChange: (part: Partial<LawDraft>) => void;
}

function LawFields({ draft, names, onChange }: LawFieldsProps) {
  return (
    <>
      <Select
        label="By which attribute"
        searchable
        required
        data={[...names]}
        value={draft.attribute === "" ? null : draft.attribute}
        onChange={(attribute) => onChange({ attribute: attribute ?? "", values: [] })}
      />
      <Radio.Group
        label="Kept off is"
        value={draft.sense}
        onChange={(sense) => onChange({ sense: sense === "unless" ? sense : "when" })}
      >
        <Stack gap={6} mt={6}>
          <Radio value="when" label="whoever has one of these values" />
          <Radio value="unless" label="everybody else, also whoever has no value" />
        </Stack>
      </Radio.Group>
      <TagsInput
        label="Values"
        description="Type one and press Enter; true or false for yes and no."
        required
        acceptValueOnBlur
        value={[...draft.values]}
        onChange={(values) => onChange({ values })}
      />
    </>
  );
}

function useDeclare(object: SuppressionProps["object"], onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Law) =>
      answered(api.PUT("/api/v1/suppression/{object}", { params: { path: { object } }, body })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["suppression"] });
      onDone();
    },
  });
}
