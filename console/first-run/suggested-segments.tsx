import { Button, Card, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api } from "../api/client.ts";
import { type Suggestion, suggestions } from "./suggestions.ts";

export function SuggestedSegments() {
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {suggestions.map((suggestion) => (
          <Suggested key={suggestion.name} suggestion={suggestion} />
        ))}
      </SimpleGrid>
      <div>
        <Button component={Link} href="/segments/new">
          Begin with nothing
        </Button>
      </div>
    </Stack>
  );
}

function Suggested({ suggestion }: { suggestion: Suggestion }) {
  const { name, object, rule } = suggestion;
  const count = useQuery({
    queryKey: ["first-run", "count", name],
    queryFn: ({ signal }) =>
      answered(api.POST("/api/v1/segments/preview", { body: { object, rule }, signal })),
    refetchInterval: 30_000,
  });
  return (
    <Card withBorder padding="md">
      <Stack gap="xs" h="100%" justify="space-between">
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed" mih={22}>
            {sentence(object, count.data?.count)}
          </Text>
        </div>
        <Button component={Link} href={addressOf(suggestion)} variant="light">
          Open in the builder
        </Button>
      </Stack>
    </Card>
  );
}

function sentence(object: Suggestion["object"], count: number | undefined): string {
  if (count === undefined) return "";
  const noun = object === "contact" ? ["person", "people"] : ["company", "companies"];
  return `${count.toLocaleString()} ${count === 1 ? noun[0] : noun[1]} now`;
}

function addressOf({ object, rule }: Suggestion): string {
  return `/segments/new?${new URLSearchParams({ of: object, start: JSON.stringify(rule) })}`;
}
