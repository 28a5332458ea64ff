import { Anchor, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "wouter";
import { answered, api } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Empty } from "../parts/states.tsx";
import { GrantList } from "./grant-list.tsx";

/** What one person gets of all programs, as their portal would ask. */
export function PersonPreview() {
  const [search, setSearch] = useSearchParams();
  const key = search.get("key") ?? "";
  const [typed, setTyped] = useState(key);
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setSearch({ view: "person", key: keyOf(typed) });
        }}
      >
        <Group align="flex-end">
          <TextInput
            label="E-mail of a person, or domain of a company"
            placeholder="ann@acme.com"
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            w={{ base: "100%", sm: 360 }}
          />
          <Button type="submit" leftSection={<IconEye size={16} />} disabled={typed.trim() === ""}>
            Look
          </Button>
        </Group>
      </form>
      {key === "" ? null : <Seen profileKey={key} />}
    </Stack>
  );
}

/** People type an address; the API wants to know what it is. */
function keyOf(typed: string): string {
  const text = typed.trim();
  if (text.includes(":")) return text;
  return text.includes("@") ? `email:${text}` : `domain:${text}`;
}

function useSeen(profileKey: string) {
  return useQuery({
    queryKey: ["grants", profileKey],
    queryFn: async ({ signal }) => {
      const found = api.GET("/api/v1/profiles", {
        params: { query: { key: profileKey } },
        signal,
      });
      const profile = await answered(found);
      const path = { id: profile.id };
      const grants = api.GET("/api/v1/profiles/{id}/grants", { params: { path }, signal });
      return { id: profile.id, grants: await answered(grants) };
    },
  });
}

function Seen({ profileKey }: { profileKey: string }) {
  const seen = useSeen(profileKey);
  if (seen.error instanceof ApiProblem && seen.error.status === 404)
    return (
      <Empty title="Nobody is known by that">
        Check the spelling. Muster knows whom your connected systems have told it of.
      </Empty>
    );
  return (
    <Loaded query={seen} what="what they see">
      {({ id, grants }) => (
        <Stack>
          <Group justify="space-between">
            <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
              {profileKey.slice(profileKey.indexOf(":") + 1)} sees
            </Title>
            <Anchor component={Link} href={`/profiles/${id}`} underline="always">
              Open the profile
            </Anchor>
          </Group>
          <GrantList grants={grants} />
          <Text size="sm" c="dimmed">
            What is not granted does not appear at all: nothing tells them that it exists.
          </Text>
        </Stack>
      )}
    </Loaded>
  );
}
