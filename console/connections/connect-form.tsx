import { PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answered, api, type Schemas } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { DialogActions } from "../parts/dialog-actions.tsx";
import type { ConnectionKind } from "./connection.ts";

type NewConnection = Schemas["NewConnection"];
type Made = Schemas["NewlyMadeConnection"];
type Preset = NonNullable<ConnectionKind["presets"]>[number];

interface ConnectFormProps {
  readonly kind: ConnectionKind;
  readonly onMade: (made: Made) => void;
  readonly onBack: () => void;
}

/** Asks for what a kind of system needs; where access is granted there, goes there. */
export function ConnectForm({ kind, onMade, onBack }: ConnectFormProps) {
  const [draft, setDraft] = useState({ name: kind.label, baseUrl: "", secret: "", preset: "" });
  const preset = kind.presets?.find((each) => each.preset === draft.preset);
  const connect = useConnect(onMade);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate(wanted(kind, preset, draft));
  };
  const set = (part: Partial<typeof draft>) => setDraft((former) => ({ ...former, ...part }));
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="What it is called here"
          required
          data-autofocus
          value={draft.name}
          onChange={({ currentTarget: { value } }) => set({ name: value })}
          error={problemAt(connect.error, "/name")}
        />
        {kind.presets === undefined ? null : (
          <PresetChoice presets={kind.presets} value={draft.preset} onChange={set} />
        )}
        <Access kind={kind} preset={preset} draft={draft} set={set} error={connect.error} />
        <DialogActions
          error={connect.error}
          cancel="Another system"
          onCancel={onBack}
          act={kind.access === "grant" ? `Go to ${kind.label}` : "Connect"}
          working={connect.isPending || connect.data?.authorizeUrl !== undefined}
        />
      </Stack>
    </form>
  );
}

interface Draft {
  readonly name: string;
  readonly baseUrl: string;
  readonly secret: string;
  readonly preset: string;
}

interface PresetChoiceProps {
  readonly presets: readonly Preset[];
  readonly value: string;
  readonly onChange: (part: Pick<Draft, "preset">) => void;
}

function PresetChoice({ presets, value, onChange }: PresetChoiceProps) {
  const setup = presets.find(({ preset }) => preset === value)?.setup;
  return (
    <Select
      label="Which system sends them?"
      description={setup ?? "Unless it is listed, it signs by Standard Webhooks"}
      data={[
        { value: "", label: "Another one, or your own" },
        ...presets.map(({ preset, label }) => ({ value: preset, label })),
      ]}
      value={value}
      onChange={(preset) => onChange({ preset: preset ?? "" })}
      allowDeselect={false}
    />
  );
}

interface AccessProps {
  readonly kind: ConnectionKind;
  readonly preset: Preset | undefined;
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
  readonly error: Error | null;
}

function Access({ kind, preset, draft, set, error }: AccessProps) {
  if (kind.access === "grant")
    return (
      <Text size="sm">
        You go to {kind.label}, sign in as an admin and allow Muster to read and write there; then
        you come back here by yourself.
      </Text>
    );
  const asksSecret = kind.access === "key" || preset?.secret === "given";
  return (
    <>
      {kind.needsAddress ? (
        <TextInput
          label="Address of its API"
          placeholder="https://…"
          required
          type="url"
          value={draft.baseUrl}
          onChange={({ currentTarget: { value } }) => set({ baseUrl: value })}
          error={problemAt(error, "/baseUrl")}
        />
      ) : null}
      {asksSecret ? (
        <PasswordInput
          label={kind.access === "key" ? "Key" : "Secret that it signs with"}
          description={kind.ask?.replace(" as baseUrl", "")}
          required
          autoComplete="off"
          value={draft.secret}
          onChange={({ currentTarget: { value } }) => set({ secret: value })}
          error={problemAt(error, "/secret")}
        />
      ) : null}
    </>
  );
}

function wanted(
  { kind, needsAddress, access }: ConnectionKind,
  preset: Preset | undefined,
  { name, baseUrl, secret }: Draft,
): NewConnection {
  const isAsked = access === "key" || preset?.secret === "given";
  return {
    kind,
    name: name.trim(),
    ...(needsAddress ? { baseUrl: baseUrl.trim() } : {}),
    ...(isAsked ? { secret: secret.trim() } : {}),
    ...(preset === undefined ? {} : { preset: preset.preset }),
  };
}

function useConnect(onMade: (made: Made) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewConnection) => answered(api.POST("/api/v1/connections", { body })),
    onSuccess: async (made) => {
      if (made.authorizeUrl !== undefined) {
        location.assign(made.authorizeUrl);
        return;
      }
      await queries.invalidateQueries({ queryKey: ["connections"] });
      onMade(made);
    },
  });
}

function problemAt(error: Error | null, pointer: string): string | undefined {
  return error instanceof ApiProblem && error.document.pointer === pointer
    ? error.document.detail
    : undefined;
}
