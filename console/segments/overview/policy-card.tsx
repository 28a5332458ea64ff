import { Button, Card, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { describeDuration } from "../../../shared/segmentation/time/duration.ts";
import { answered, api } from "../../api/client.ts";
import { CopyId } from "../../parts/copy-id.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Failure } from "../../parts/states.tsx";
import { useSession } from "../../session/use-session.ts";
import { type Segment, useSegmentChange } from "../use-segment.ts";

/** When one enters and leaves, how long it lives, and when it was last looked at. */
export function PolicyCard({ segment }: { segment: Segment }) {
  const { id, entryDwell, exitGrace, exitLeads = [], retireAt, createdAt } = segment;
  return (
    <Card withBorder padding="lg">
      <Title order={2} size="h4" mb="md">
        Timing and care
      </Title>
      <Stack gap="xs">
        <Fact name="Enters">{waitWords(entryDwell, "once the rule has held")}</Fact>
        <Fact name="Leaves">{waitWords(exitGrace, "once the rule has not held")}</Fact>
        {exitLeads.length === 0 ? null : (
          <Fact name="Told ahead">{exitLeads.map(describeDuration).join(", ")} before</Fact>
        )}
        <Fact name="Ends">{retireAt === undefined ? "never" : <Moment at={retireAt} />}</Fact>
        <Fact name="Made">
          <Moment at={createdAt} /> <CopyId id={id} what="the segment's id" />
        </Fact>
        <Review segment={segment} />
      </Stack>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Text size="sm">
      <Text span inherit c="dimmed">
        {name}:{" "}
      </Text>
      {children}
    </Text>
  );
}

function Review({ segment: { id, reviewEvery, reviewedAt, state } }: { segment: Segment }) {
  const { may } = useSession();
  const review = useSegmentChange(id, () =>
    answered(api.POST("/api/v1/segments/{id}/reviews", { params: { path: { id } }, body: {} })),
  );
  return (
    <>
      <Fact name="Reviewed">
        {reviewedAt === undefined ? "not yet" : <Moment at={reviewedAt} />}
        {reviewEvery === undefined ? "" : `, every ${describeDuration(reviewEvery)}`}
      </Fact>
      {review.error === null ? null : <Failure error={review.error} />}
      {state === "retired" ? null : (
        <Button
          variant="default"
          size="xs"
          disabled={!may("editor")}
          loading={review.isPending}
          onClick={() => review.mutate()}
        >
          I looked: it is still right
        </Button>
      )}
    </>
  );
}

function waitWords(wait: string | undefined, when: string): string {
  return wait === undefined ? "at once" : `${when} for ${describeDuration(wait)}`;
}
