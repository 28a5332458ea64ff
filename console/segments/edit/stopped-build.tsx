import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { answered, api } from "../../api/client.ts";
import { Failure } from "../../parts/states.tsx";
import { useSession } from "../../session/use-session.ts";
import { type Segment, useSegmentChange } from "../use-segment.ts";

/** A version whose build stopped or fell silent: why, and the button that goes on. */
export function StoppedBuild({ segment: { id, error } }: { segment: Segment }) {
  const { may } = useSession();
  const resume = useSegmentChange(id, () =>
    answered(api.POST("/api/v1/segments/{id}/resume", { params: { path: { id } } })),
  );
  if (error === undefined) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title="A build stopped" maw={720}>
      <Text size="sm" mb="sm">
        {error} Nobody entered or left because of it.
      </Text>
      {resume.error === null ? null : <Failure error={resume.error} />}
      <Button
        size="xs"
        variant="default"
        disabled={!may("editor")}
        loading={resume.isPending}
        onClick={() => resume.mutate()}
      >
        Go on with the build
      </Button>
    </Alert>
  );
}
