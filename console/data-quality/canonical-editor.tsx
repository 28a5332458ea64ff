import { Alert, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api, type Schemas } from "../api/client.ts";
import { Failure } from "../parts/states.tsx";
import { useSession } from "../session/use-session.ts";
import {
  type CanonicalDraft,
  canNormalise,
  declarationOf,
  draftOf,
  isSame,
  renamed,
} from "./canonical-map.ts";
import { HowWritten } from "./how-written.tsx";
import { ImpactView } from "./impact-view.tsx";
import { MapEditor } from "./map-editor.tsx";
import { NearDuplicates } from "./near-duplicates.tsx";

type Detail = Schemas["AttributeDetail"];

/**
 * Which values are one, and what the attribute's type is. Nothing is declared before its impact
 * on every segment was seen; a further change makes it to be looked at again.
 */
export function CanonicalEditor({ detail }: { detail: Detail }) {
  const declared = draftOf(detail);
  const [draft, setDraft] = useState(declared);
  const impact = useImpact(detail);
  const change = (part: Partial<CanonicalDraft>) => {
    impact.reset();
    setDraft({ ...draft, ...part });
  };
  return (
    <Card withBorder padding="lg" component="section">
      <Stack>
        <Heading />
        <Fields detail={detail} draft={draft} onChange={change} />
        <Group>
          <Button
            variant="default"
            loading={impact.isPending}
            disabled={isSame(draft, declared)}
            onClick={() => impact.mutate(draft)}
          >
            See what it changes
          </Button>
          <Button
            variant="subtle"
            disabled={isSame(draft, declared)}
            onClick={() => change(declared)}
          >
            Start over
          </Button>
        </Group>
        {impact.error === null ? null : <Failure error={impact.error} />}
        {impact.data === undefined ? null : <ImpactView impact={impact.data} />}
        {impact.data === undefined ? null : (
          <Declare detail={detail} draft={draft} onDone={() => impact.reset()} />
        )}
      </Stack>
    </Card>
  );
}

function Heading() {
  return (
    <>
      <Title order={2} size="h4">
        Rename or merge values
      </Title>
      <Text size="sm" c="dimmed" maw={720}>
        Rules see what you say here; your systems keep what they have. First see who would enter or
        leave which segment, then decide.
      </Text>
    </>
  );
}

interface FieldsProps {
  readonly detail: Detail;
  readonly draft: CanonicalDraft;
  onChange(part: Partial<CanonicalDraft>): void;
}

function Fields({ detail, draft, onChange }: FieldsProps) {
  const { map, type } = draft;
  return (
    <>
      {canNormalise(type) ? (
        <>
          <NearDuplicates
            found={detail.nearDuplicates}
            map={map}
            onMerge={(from, to) => onChange({ map: renamed(map, from, to) })}
          />
          <MapEditor
            map={map}
            values={detail.values ?? []}
            onChange={(next) => onChange({ map: next })}
          />
        </>
      ) : null}
      <HowWritten draft={draft} onChange={onChange} />
    </>
  );
}

function useImpact(detail: Detail) {
  const { object, name, identity } = detail;
  return useMutation({
    mutationFn: (draft: CanonicalDraft) =>
      answered(
        api.POST("/api/v1/attributes/{object}/{name}/impact", {
          params: { path: { object, name } },
          body: declarationOf(draft, identity === true),
        }),
      ),
  });
}

interface DeclareProps {
  readonly detail: Detail;
  readonly draft: CanonicalDraft;
  onDone(): void;
}

function Declare({ detail, draft, onDone }: DeclareProps) {
  const { may } = useSession();
  const declaring = useDeclaring(detail, onDone);
  if (!may("admin"))
    return (
      <Alert title="An administrator decides">
        Declaring changes segments of everybody: ask somebody with the role admin.
      </Alert>
    );
  return (
    <Stack gap="sm">
      {declaring.error === null ? null : <Failure error={declaring.error} />}
      <Button w="fit-content" loading={declaring.isPending} onClick={() => declaring.mutate(draft)}>
        Do it
      </Button>
    </Stack>
  );
}

function useDeclaring({ object, name, identity }: Detail, onDone: () => void) {
  const known = useQueryClient();
  return useMutation({
    mutationFn: (draft: CanonicalDraft) =>
      answered(
        api.PUT("/api/v1/attributes/{object}/{name}", {
          params: { path: { object, name } },
          body: declarationOf(draft, identity === true),
        }),
      ),
    onSuccess: async () => {
      await known.invalidateQueries({ queryKey: ["attribute", object, name] });
      await known.invalidateQueries({ queryKey: ["survey", object] });
      notifications.show({
        title: "Declared",
        message: `Whatever reads ${name} is evaluated again; people enter and leave meanwhile.`,
      });
      onDone();
    },
  });
}
