import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { GrantList } from "../programs/grant-list.tsx";
import type { Profile } from "./profile.ts";

/** What programs give somebody now. */
export function GrantsView({ profile: { id, asOf } }: { profile: Profile }) {
  const grants = useQuery({
    queryKey: ["grants", id],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/profiles/{id}/grants", { params: { path: { id } }, signal })),
  });
  return (
    <>
      {asOf === undefined ? null : (
        <Text size="sm" c="dimmed" mb="sm">
          Access is shown as of now.
        </Text>
      )}
      <Loaded query={grants} what="what is granted">
        {(found) => <GrantList grants={found} />}
      </Loaded>
    </>
  );
}
