import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Moment } from "../parts/moment.tsx";
import { Empty } from "../parts/states.tsx";
import { useSession } from "../session/use-session.ts";
import type { Connection } from "./connection.ts";

const shown = 25;

/** Webhooks that could not be read, why, and another try with the present mapping. */
export function RefusedWebhooks({ connection: { id } }: { connection: Connection }) {
  const refused = useQuery({
    queryKey: ["refused-webhooks", id],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { limit: shown } };
      return answered(api.GET("/api/v1/connections/{id}/refused", { params, signal }));
    },
  });
  return (
    <Loaded query={refused} what="what was not understood">
      {({ items, cursor }) =>
        items.length === 0 ? (
          <Empty title="Everything was understood">
            A webhook that the mapping cannot read is kept here for 30 days, with the reason.
          </Empty>
        ) : (
          <Stack>
            <ReadAgain id={id} count={items.length} isAll={cursor === undefined} />
            {items.map((each) => (
              <RefusedWebhook key={each.id} refused={each} />
            ))}
          </Stack>
        )
      }
    </Loaded>
  );
}

function ReadAgain({ id, count, isAll }: { id: string; count: number; isAll: boolean }) {
  const { may } = useSession();
  const again = useReadAgain(id);
  return (
    <Group justify="space-between">
      <Text size="sm">
        {isAll ? `${count} kept, the oldest first.` : `The ${count} oldest of those that are kept.`}{" "}
        They are kept for 30 days.
      </Text>
      <Button onClick={() => again.mutate()} loading={again.isPending} disabled={!may("editor")}>
        Read them again
      </Button>
    </Group>
  );
}

function RefusedWebhook({ refused }: { refused: Schemas["RefusedWebhook"] }) {
  const { receivedAt, reason, pointer, payload } = refused;
  return (
    <Alert color="orange" title={reason}>
      <Text size="sm" c="dimmed">
        <Moment at={receivedAt} />
        {pointer === undefined ? "" : ` · at ${pointer}`}
      </Text>
      <details>
        <summary>What it said</summary>
        <Code block tabIndex={0}>
          {typeof payload === "string" ? payload : JSON.stringify(payload, null, 2)}
        </Code>
      </details>
    </Alert>
  );
}

/** All of them, 100 at a time. */
function useReadAgain(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      let [taken, left] = [0, 0];
      let cursor: string | undefined;
      do {
        const params = { path: { id }, query: cursor === undefined ? {} : { cursor } };
        const path = "/api/v1/connections/{id}/refused/retry";
        const page: Schemas["RetakenWebhooks"] = await answered(api.POST(path, { params }));
        taken += page.taken;
        left += page.refused;
        cursor = page.cursor;
      } while (cursor !== undefined);
      return { taken, left };
    },
    onSuccess: async ({ taken, left }) => {
      await queries.invalidateQueries({ queryKey: ["refused-webhooks", id] });
      const message =
        left === 0
          ? `All ${taken.toLocaleString()} are understood now.`
          : `${taken.toLocaleString()} are understood now, ${left.toLocaleString()} still not.`;
      notifications.show({ message });
    },
    onError: (error) => notifications.show({ color: "red", message: error.message }),
  });
}
