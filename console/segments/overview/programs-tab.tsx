import { Anchor, Button, Card, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import { Empty } from "../../parts/states.tsx";
import type { Segment } from "../use-segment.ts";

/** What the segment drives. */
export function ProgramsTab({ segment: { id, programs } }: { segment: Segment }) {
  const start = `/programs/new?segment=${id}`;
  if (programs.length === 0)
    return (
      <Empty title="It drives no program">
        A program gives its members something: access, a price, a course, a certificate, a message.
        <br />
        <Button component={Link} href={start} mt="md">
          Start one
        </Button>
      </Empty>
    );
  return (
    <Stack maw={720}>
      {programs.map((program) => (
        <Card key={program.id} withBorder padding="md">
          <Anchor component={Link} href={`/programs/${program.id}`} fw={600} c="bright">
            {program.name}
          </Anchor>
          <Text size="sm" c="dimmed" tt="capitalize">
            {program.kind}
          </Text>
        </Card>
      ))}
      <div>
        <Button variant="default" component={Link} href={start}>
          Start another one
        </Button>
      </div>
    </Stack>
  );
}
