import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../../api/client.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Empty } from "../../parts/states.tsx";
import type { Segment } from "../use-segment.ts";
import { AddDestination } from "./add-destination.tsx";
import { DestinationCard } from "./destination-card.tsx";

/** Where its members are kept in step, and how that stands. */
export function DestinationsTab({ segment }: { segment: Segment }) {
  const destinations = useDestinations(segment.id);
  return (
    <Loaded query={destinations} what="its destinations">
      {({ items }) => (
        <Stack maw={820}>
          {items.length === 0 ? (
            <Empty title="It is pushed nowhere yet">
              Add a destination: its members are put there at once, and kept in step from then on.
            </Empty>
          ) : null}
          {items.map((each) => (
            <DestinationCard key={each.id} destination={each} />
          ))}
          {segment.state === "retired" ? null : <AddDestination segmentId={segment.id} />}
        </Stack>
      )}
    </Loaded>
  );
}

function useDestinations(id: string) {
  return useQuery({
    queryKey: ["segment", id, "destinations"],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/segments/{id}/destinations", { params: { path: { id } }, signal })),
  });
}
