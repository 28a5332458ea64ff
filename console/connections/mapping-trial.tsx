import { Alert, Button, Code, Group, List, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";
import { Failure } from "../parts/states.tsx";

interface MappingTrialProps {
  readonly id: string;
  /** Empty: none. */
  readonly mapping: string;
  /** Undefined where the sample is no JSON. */
  readonly payload: { readonly payload: unknown } | undefined;
}

/** Shows what the mapping makes of the sample. */
export function MappingTrial({ id, mapping, payload }: MappingTrialProps) {
  const trial = useMutation({
    mutationFn: (sample: { readonly payload: unknown }) => {
      const text = mapping.trim();
      const body = { ...sample, ...(text === "" ? {} : { mapping: text }) };
      const params = { path: { id } };
      return answered(api.POST("/api/v1/connections/{id}/mapping/try", { params, body }));
    },
  });
  return (
    <Stack>
      <Group>
        <Button
          variant="default"
          disabled={payload === undefined}
          loading={trial.isPending}
          onClick={() => {
            if (payload !== undefined) trial.mutate(payload);
          }}
        >
          Try it
        </Button>
      </Group>
      {trial.error === null ? null : <Failure error={trial.error} />}
      {trial.data === undefined ? null : <Tried tried={trial.data} />}
    </Stack>
  );
}

function Tried({ tried: { events, ignored, problems } }: { tried: Schemas["TriedMapping"] }) {
  if (ignored)
    return <Alert color="blue">The mapping passes this over: nothing would be taken in.</Alert>;
  return (
    <Stack gap="xs" role="status">
      {problems.length === 0 ? (
        <Text size="sm" fw={600}>
          {events.length === 1 ? "One event" : `${events.length} events`} would be taken in:
        </Text>
      ) : (
        <Alert color="red" title="Nothing would be taken in">
          <List size="sm">
            {problems.map(({ pointer, detail }) => (
              <List.Item key={`${pointer}${detail}`}>
                {pointer === undefined ? detail : `${detail} (at ${pointer})`}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Code block tabIndex={0}>
        {JSON.stringify(events, null, 2)}
      </Code>
    </Stack>
  );
}
