import { Stack, Text, Timeline } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../../api/client.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Moment } from "../../parts/moment.tsx";
import type { Segment } from "../use-segment.ts";
import { editWords } from "./edit-words.ts";

/** What was done to the segment, by whom, when and why. */
export function AuditTab({ segment: { id } }: { segment: Segment }) {
  const history = useQuery({
    queryKey: ["segment", id, "history"],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/segments/{id}/history", { params: { path: { id } }, signal })),
  });
  return (
    <Loaded query={history} what="its history">
      {({ items }) => (
        <Stack maw={720}>
          <Text c="dimmed">The last 100 edits, the newest first.</Text>
          <Timeline bulletSize={14} lineWidth={2}>
            {items.map((edit) => (
              <Timeline.Item key={`${edit.at} ${edit.kind} ${edit.version ?? ""}`}>
                <Text>
                  <Text span fw={600}>
                    {edit.actor}
                  </Text>{" "}
                  {editWords(edit)}
                </Text>
                {edit.reason === undefined ? null : <Text fs="italic">“{edit.reason}”</Text>}
                <Text size="sm" c="dimmed">
                  <Moment at={edit.at} />
                </Text>
              </Timeline.Item>
            ))}
          </Timeline>
        </Stack>
      )}
    </Loaded>
  );
}
