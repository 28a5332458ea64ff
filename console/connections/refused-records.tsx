import { Anchor, Button, Drawer, Stack, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api, type Schemas } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Moment } from "../parts/moment.tsx";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { useSession } from "../session/use-session.ts";

type Destination = Pick<Schemas["Destination"], "id" | "segmentId">;

interface RefusedRecordsProps {
  /** Undefined: closed. */
  readonly destination: (Destination & { readonly segment: string }) | undefined;
  readonly onClose: () => void;
}

/** Whom the system does not take, in its own words, and another try. */
export function RefusedRecords({ destination, onClose }: RefusedRecordsProps) {
  return (
    <Drawer
      opened={destination !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={`Refused of ${destination?.segment ?? ""}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {destination === undefined ? null : <Refused destination={destination} />}
    </Drawer>
  );
}

const shown = 100;

function Refused({ destination }: { destination: Destination }) {
  const { id } = destination;
  const refused = useQuery({
    queryKey: ["refused-records", id],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { limit: shown } };
      return answered(api.GET("/api/v1/destinations/{id}/refused", { params, signal }));
    },
  });
  return (
    <Loaded query={refused} what="who was refused">
      {({ items, cursor }) =>
        items.length === 0 ? (
          <Text>Nobody was refused.</Text>
        ) : (
          <Stack>
            <StackingTable label="Refused" columns={["Record", "Why", "Since"]}>
              {items.map((each) => (
                <Table.Tr key={each.profileId}>
                  <Table.Th scope="row" fw={500}>
                    <Anchor component={Link} href={`/profiles/${each.profileId}`} inherit>
                      {each.recordId ?? "Open the profile"}
                    </Anchor>
                  </Table.Th>
                  <Cell label="Why">{each.reason}</Cell>
                  <Cell label="Since">
                    <Moment at={each.since} />
                  </Cell>
                </Table.Tr>
              ))}
            </StackingTable>
            {cursor === undefined ? null : <Text size="sm">The first {shown} are shown.</Text>}
            <TryAgain destination={destination} />
          </Stack>
        )
      }
    </Loaded>
  );
}

function TryAgain({ destination: { id, segmentId } }: { destination: Destination }) {
  const { may } = useSession();
  const again = useMutation({
    mutationFn: () => {
      const params = { path: { id: segmentId, destinationId: id } };
      const path = "/api/v1/segments/{id}/destinations/{destinationId}/sweeps";
      return answered(api.POST(path, { params, body: { remake: false } }));
    },
    onSuccess: () => notifications.show({ message: "They are tried again now." }),
    onError: (error) => notifications.show({ color: "red", message: error.message }),
  });
  return (
    <Button
      variant="default"
      onClick={() => again.mutate()}
      loading={again.isPending}
      disabled={!may("editor")}
    >
      Try them again
    </Button>
  );
}
