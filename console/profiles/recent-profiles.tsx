import { Anchor, Group, Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api } from "../api/client.ts";
import { calledName } from "../parts/profile-search.ts";
import { recentProfiles } from "./recently-seen.ts";

/** Whom this tab has looked at lately. */
export function RecentProfiles() {
  const known = useQueries({
    queries: recentProfiles().map((id) => ({
      queryKey: ["profile", id, "now"],
      staleTime: 60_000,
      refetchInterval: false as const,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        answered(api.GET("/api/v1/profiles/{id}", { params: { path: { id } }, signal })),
    })),
  });
  const seen = known.flatMap(({ data }) => (data === undefined ? [] : [data]));
  if (seen.length === 0) return null;
  return (
    <Group gap="sm" component="nav" aria-label="Recently seen">
      <Text size="sm" c="dimmed">
        Recently seen:
      </Text>
      {seen.map((profile) => (
        <Anchor key={profile.id} component={Link} href={`/profiles/${profile.id}`} size="sm">
          {calledName(profile)}
        </Anchor>
      ))}
    </Group>
  );
}
