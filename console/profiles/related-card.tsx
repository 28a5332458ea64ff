import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api, type Schemas } from "../api/client.ts";
import { ObjectIcon } from "../parts/object-icon.tsx";
import { calledName } from "../parts/profile-search.ts";
import { Failure } from "../parts/states.tsx";
import type { Profile } from "./profile.ts";

const titles = { company: "Company", contact: "People", subsidiary: "Companies below it" } as const;
const relations = ["company", "contact", "subsidiary"] as const;

/** The company of a person; of a company its people and the companies below it. */
export function RelatedCard({ profile: { id, object } }: { profile: Profile }) {
  const { data, error } = useQuery({
    queryKey: ["related", id],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/profiles/{id}/related", { params: { path: { id } }, signal })),
  });
  const groups = relations.map((relation) => ({
    relation,
    items: (data?.items ?? []).filter((each) => each.relation === relation),
  }));
  return (
    <Card withBorder>
      <Stack>
        {error === null ? null : <Failure error={error} />}
        {groups.map(({ relation, items }) =>
          items.length === 0 ? null : (
            <Related key={relation} title={titles[relation]} items={items} />
          ),
        )}
        {data?.items.length === 0 ? (
          <Text size="sm" c="dimmed">
            {object === "contact" ? "Belongs to no company." : "Nobody belongs to it."}
          </Text>
        ) : null}
        {data?.more === true ? (
          <Text size="sm" c="dimmed">
            Only the first 100 of a kind are shown.
          </Text>
        ) : null}
      </Stack>
    </Card>
  );
}

interface RelatedProps {
  readonly title: string;
  readonly items: readonly Schemas["ProfileCard"][];
}

const shownAtOnce = 10;

function Related({ title, items }: RelatedProps) {
  return (
    <div>
      <Title order={2} size="h4" mb="xs">
        {title}
        {items.length > 1 ? ` (${items.length.toLocaleString()})` : ""}
      </Title>
      <Stack
        gap="xs"
        mah={shownAtOnce * 38}
        style={{ overflowY: "auto" }}
        tabIndex={0}
        role="group"
        aria-label={title}
      >
        {items.map((each) => (
          <Group key={each.id} gap="xs" wrap="nowrap">
            <ObjectIcon object={each.object} size={26} />
            <Anchor component={Link} href={`/profiles/${each.id}`} size="sm">
              {calledName(each)}
            </Anchor>
          </Group>
        ))}
      </Stack>
    </div>
  );
}
