import { Card, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import { KindIcon } from "./kind-icon.tsx";
import { kinds, kindWords } from "./program-words.ts";

/** One card a kind, each with what it is for. */
export function KindCards({ segment }: { segment: string | null }) {
  const rest = segment === null ? "" : `&segment=${encodeURIComponent(segment)}`;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      {kinds.map((kind) => (
        <Card
          key={kind}
          component={Link}
          href={`/programs/new?kind=${kind}${rest}`}
          withBorder
          padding="lg"
        >
          <Group wrap="nowrap" align="flex-start">
            <KindIcon kind={kind} size={40} />
            <Stack gap={2}>
              <Text fw={650}>{kindWords[kind].label}</Text>
              <Text size="sm" c="dimmed">
                {kindWords[kind].sentence}
              </Text>
            </Stack>
          </Group>
        </Card>
      ))}
    </SimpleGrid>
  );
}
