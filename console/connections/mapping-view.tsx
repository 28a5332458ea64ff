import { Button, Grid, Group, JsonInput, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { EditConflict } from "../parts/edit-conflict.tsx";
import { Failure } from "../parts/states.tsx";
import { useSession } from "../session/use-session.ts";
import type { Connection } from "./connection.ts";
import { MappingTrial } from "./mapping-trial.tsx";
import { exampleMapping, parsedPayload, samplePayload } from "./sample-payload.ts";

interface MappingViewProps {
  readonly connection: Connection;
  readonly etag: string | undefined;
}

/** What the system's own words mean, tried on a sample before it is saved. */
export function MappingView({ connection, etag }: MappingViewProps) {
  const [mapping, setMapping] = useState(connection.mapping ?? "");
  const [payload, setPayload] = useState(samplePayload);
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack>
          <Textarea
            {...tall}
            label="Mapping"
            description="A JSONata expression from what the system sends to Muster's events; empty where it sends those itself"
            value={mapping}
            onChange={({ currentTarget }) => setMapping(currentTarget.value)}
          />
          {mapping.trim() === "" ? <Example onTake={setMapping} /> : null}
          <SaveMapping connection={connection} etag={etag} mapping={mapping} onTaken={setMapping} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack>
          <JsonInput
            {...tall}
            label="A sample of what it sends"
            description="Paste one; nothing of it is stored"
            validationError="This is no JSON yet"
            value={payload}
            onChange={setPayload}
          />
          <MappingTrial id={connection.id} mapping={mapping} payload={parsedPayload(payload)} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

const tall = {
  autosize: true,
  minRows: 8,
  maxRows: 24,
  styles: { input: { fontFamily: "var(--mantine-font-family-monospace)" } },
};

function Example({ onTake }: { onTake: (mapping: string) => void }) {
  return (
    <Group>
      <Button variant="subtle" size="compact-sm" onClick={() => onTake(exampleMapping)}>
        Begin with an example
      </Button>
    </Group>
  );
}

interface SaveMappingProps extends MappingViewProps {
  readonly mapping: string;
  readonly onTaken: (mapping: string) => void;
}

function SaveMapping({ connection, etag, mapping, onTaken }: SaveMappingProps) {
  const isAdmin = useSession().may("admin");
  // As it was when the editor was opened.
  const [read, setRead] = useState(etag);
  const save = useSave(connection.id, setRead);
  const isSame = mapping.trim() === (connection.mapping ?? "").trim();
  const { error } = save;
  const takeTheirs = () => {
    onTaken(connection.mapping ?? "");
    setRead(etag);
    save.reset();
  };
  return (
    <>
      {error instanceof ApiProblem && error.isConflict ? (
        <EditConflict
          name={connection.name}
          onTakeTheirs={takeTheirs}
          onKeepMine={() => save.mutate({ mapping, over: undefined })}
        />
      ) : error === null ? null : (
        <Failure error={error} />
      )}
      <Group>
        <Button
          disabled={isSame || !isAdmin}
          loading={save.isPending}
          onClick={() => save.mutate({ mapping, over: read })}
        >
          Save the mapping
        </Button>
        <Text size="sm" c="dimmed">
          {isAdmin ? "It counts for what comes in from then on." : "Only an admin may save it."}
        </Text>
      </Group>
    </>
  );
}

interface Saved {
  readonly mapping: string;
  readonly over: string | undefined;
}

function useSave(id: string, onSaved: (etag: string | undefined) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ mapping, over }: Saved) => {
      const header = over === undefined ? {} : { "If-Match": over };
      const text = mapping.trim();
      const body = { mapping: text === "" ? null : text };
      return answered(
        api.PATCH("/api/v1/connections/{id}", { params: { path: { id }, header }, body }),
      );
    },
    onSuccess: async () => {
      // What was just written is what the next save replaces.
      onSaved(undefined);
      await queries.invalidateQueries({ queryKey: ["connection", id] });
      notifications.show({ message: "The mapping is saved." });
    },
  });
}
