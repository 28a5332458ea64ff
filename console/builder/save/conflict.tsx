import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { answered, api, tagged } from "../../api/client.ts";
import { Moment } from "../../parts/moment.tsx";
import { newestOf } from "./add-version.ts";

interface ConflictProps {
  readonly segmentId: string;
  readonly onTheirs: (rule: RuleGroup) => void;
  /** With the mark of the segment as it is now. */
  readonly onMine: (etag: string | undefined) => void;
}

/** Somebody else changed the segment meanwhile: whose rule goes on is the reader's to say. */
export function Conflict({ segmentId: id, onTheirs, onMine }: ConflictProps) {
  const now = useQuery({
    queryKey: ["segment-as-it-is", id],
    queryFn: ({ signal }) =>
      tagged(api.GET("/api/v1/segments/{id}", { params: { path: { id } }, signal })),
  });
  const { data, etag } = now.data ?? {};
  const newest = data && newestOf(data);
  const showTheirs = newest === undefined ? undefined : () => onTheirs(newest.rule);
  return (
    <Alert color="orange" role="alert" title="The segment was changed meanwhile">
      <Stack gap="xs">
        <LastChange segmentId={id} />
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            disabled={showTheirs === undefined}
            onClick={showTheirs}
          >
            Show theirs
          </Button>
          <Button size="compact-sm" disabled={data === undefined} onClick={() => onMine(etag)}>
            Keep mine
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

function LastChange({ segmentId: id }: Pick<ConflictProps, "segmentId">) {
  const history = useQuery({
    queryKey: ["segment-history", id],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/segments/{id}/history", { params: { path: { id } }, signal })),
  });
  const last = history.data?.items.toSorted((one, other) => (one.at < other.at ? 1 : -1))[0];
  if (last === undefined)
    return <Text size="sm">Somebody changed it after you had opened it.</Text>;
  return (
    <Text size="sm">
      {last.actor} changed it on <Moment at={last.at} />.
    </Text>
  );
}
