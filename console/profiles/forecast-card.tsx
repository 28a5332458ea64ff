import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowBarRight, IconArrowBarToRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api } from "../api/client.ts";
import { Moment } from "../parts/moment.tsx";
import { segmentPath } from "../parts/segment-path.ts";
import { Failure } from "../parts/states.tsx";
import type { Profile } from "./profile.ts";

/** What time alone will do, if nothing else happens. */
export function ForecastCard({ profile: { id } }: { profile: Profile }) {
  const { data, error } = useQuery({
    queryKey: ["forecast", id],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/profiles/{id}/forecast", { params: { path: { id } }, signal })),
  });
  return (
    <Card withBorder mb="md">
      <Title order={2} size="h4" mb="xs">
        Coming up
      </Title>
      {error === null ? null : <Failure error={error} />}
      <Stack gap="xs">
        {data?.items.map(({ segmentId, name, kind, at }) => (
          <Group key={segmentId} gap="xs" wrap="nowrap" align="flex-start">
            {kind === "joins" ? (
              <IconArrowBarToRight size={18} style={{ flex: "none" }} aria-hidden />
            ) : (
              <IconArrowBarRight size={18} style={{ flex: "none" }} aria-hidden />
            )}
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {kind === "joins" ? "Joins " : "Leaves "}
              <Anchor component={Link} href={segmentPath(segmentId)} inherit underline="always">
                {name}
              </Anchor>
              <br />
              <Moment at={at} />
            </Text>
          </Group>
        ))}
        {data?.items.length === 0 ? (
          <Text size="sm" c="dimmed">
            Time alone changes nothing: only news from your systems will.
          </Text>
        ) : null}
      </Stack>
    </Card>
  );
}
