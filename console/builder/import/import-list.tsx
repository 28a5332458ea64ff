import { Alert, Button, Group, List, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { answered, api } from "../../api/client.ts";
import { Failure } from "../../parts/states.tsx";
import { listIdIn } from "../model/list-id.ts";

interface ImportListProps {
  readonly object: ObjectKind;
  readonly onImport: (rule: RuleGroup) => void;
}

/** A list or list view of a connected CRM, read as a rule. */
export function ImportList({ object, onImport }: ImportListProps) {
  const [chosen, setChosen] = useState<string>();
  const [list, setList] = useState("");
  const systems = useSystems();
  const id = chosen ?? systems[0]?.id ?? "";
  const reading = useMutation({
    mutationFn: (partial: boolean) => readList(id, listIdIn(list), partial),
  });
  const isReady = id !== "" && list.trim() !== "";
  return (
    <Stack gap="sm">
      <ListFields
        systems={systems}
        id={id}
        list={list}
        onSystem={(next) => setChosen(next ?? undefined)}
        onList={setList}
      />
      {reading.error === null ? null : <Failure error={reading.error} />}
      {reading.data === undefined ? null : (
        <ReadList
          read={reading.data}
          object={object}
          onImport={onImport}
          onPartial={() => reading.mutate(true)}
        />
      )}
      <Group justify="flex-end">
        <Button
          loading={reading.isPending}
          disabled={!isReady}
          onClick={() => reading.mutate(false)}
        >
          Read the list
        </Button>
      </Group>
    </Stack>
  );
}

interface ListFieldsProps {
  readonly systems: readonly { readonly id: string; readonly name: string }[];
  readonly id: string;
  readonly list: string;
  readonly onSystem: (id: string | null) => void;
  readonly onList: (list: string) => void;
}

function ListFields({ systems, id, list, onSystem, onList }: ListFieldsProps) {
  return (
    <>
      <Select
        label="System"
        data={systems.map((each) => ({ value: each.id, label: each.name }))}
        value={id}
        allowDeselect={false}
        placeholder="No connected CRM"
        onChange={onSystem}
      />
      <TextInput
        label="List"
        description="The address of the list or list view as the browser shows it in the CRM, or its id."
        placeholder="https://app…/lists/4711"
        value={list}
        onChange={(event) => onList(event.currentTarget.value)}
      />
    </>
  );
}

/** Connections whose system has lists: those that records were imported from. */
function useSystems() {
  const connections = useQuery({
    queryKey: ["connections"],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/connections", { signal })),
  });
  return (connections.data?.items ?? []).filter(({ import: done }) => done !== undefined);
}

function readList(id: string, listId: string, partial: boolean) {
  const params = { path: { id, listId } };
  const body = { partial, segments: {}, behaviours: {} };
  return answered(api.POST("/api/v1/connections/{id}/lists/{listId}/rule", { params, body }));
}

interface ReadListProps extends ImportListProps {
  readonly read: Awaited<ReturnType<typeof readList>>;
  readonly onPartial: () => void;
}

/** What came of it: what the rule cannot say is named, and left out only if that is wanted. */
function ReadList({ read, object, onImport, onPartial }: ReadListProps) {
  const { name, rule, untranslated, differences } = read;
  if (read.object !== object)
    return (
      <Alert color="orange" role="alert">
        “{name}” is a list of {read.object === "contact" ? "people" : "companies"}: switch to these
        above the rule, and import it there.
      </Alert>
    );
  return (
    <Alert color={untranslated.length === 0 ? "teal" : "orange"} role="alert" title={name}>
      <Stack gap="xs">
        <Remarks title="A rule cannot say this:" remarks={untranslated} />
        <Remarks title="This is not quite the same:" remarks={differences} />
        {rule === undefined ? (
          <Button w="fit-content" size="compact-sm" variant="light" onClick={onPartial}>
            Import the rest without it
          </Button>
        ) : (
          <Button w="fit-content" size="compact-sm" onClick={() => onImport(rule)}>
            Use this rule
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface RemarksProps {
  readonly title: string;
  readonly remarks: readonly { readonly what: string; readonly why: string }[];
}

function Remarks({ title, remarks }: RemarksProps) {
  if (remarks.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <List size="sm">
        {remarks.map(({ what, why }) => (
          <List.Item key={`${what} ${why}`}>
            <b>{what}</b>: {why}
          </List.Item>
        ))}
      </List>
    </>
  );
}
