import { Anchor, Badge, Card, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Schemas } from "../api/client.ts";
import { Moment } from "../parts/moment.tsx";
import { Empty } from "../parts/states.tsx";
import { KindIcon } from "./kind-icon.tsx";
import {
  measured,
  measureWords,
  type ProgramKind,
  resourceWords,
  termsWords,
} from "./program-words.ts";

type Grants = Schemas["Grants"];

/** Everything that somebody has now, each with the program that gives it. */
export function GrantList({
  grants: { grants, prices, courses, goals, until },
}: {
  grants: Grants;
}) {
  if (grants.length + prices.length + courses.length + goals.length === 0)
    return <Empty title="Nothing yet">No program addresses them at this moment.</Empty>;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {grants.map((each) => (
          <Given key={`${each.type}/${each.id}`} kind="grant" from={each}>
            {resourceWords[each.type]}: {each.id}
          </Given>
        ))}
        {prices.map((each) => (
          <Given key={each.product} kind="price" from={each} note={each.reason}>
            {termsWords(each.terms)} for {each.product}
          </Given>
        ))}
        {courses.map((each) => (
          <Given key={`${each.programId}/course`} kind="course" from={each}>
            Course {each.courseId}
          </Given>
        ))}
        {goals.map((each) => (
          <Given key={`${each.programId}/goal`} kind="goal" from={each}>
            {measureWords(each.measure)} reaches {measured(each.measure, each.target, each.unit)}
          </Given>
        ))}
      </SimpleGrid>
      {until === undefined ? null : (
        <Text size="sm">
          As it stands until <Moment at={until} /> at least, if nothing is changed.
        </Text>
      )}
    </Stack>
  );
}

interface GivenProps {
  readonly kind: ProgramKind;
  readonly from: {
    readonly programId: string;
    readonly program: string;
    readonly variant?: string;
  };
  readonly note?: string;
  readonly children: ReactNode;
}

function Given({ kind, from: { programId, program, variant }, note, children }: GivenProps) {
  return (
    <Card withBorder padding="sm">
      <Group wrap="nowrap" align="flex-start">
        <KindIcon kind={kind} />
        <Stack gap={2} miw={0} style={{ overflowWrap: "anywhere" }}>
          <Text fw={600}>{children}</Text>
          <Text size="sm" c="dimmed">
            by{" "}
            <Anchor component={Link} href={`/programs/${programId}`} inherit underline="always">
              {program}
            </Anchor>
          </Text>
          {variant === undefined ? null : (
            <Badge variant="light" tt="none">
              Variant {variant}
            </Badge>
          )}
          {note === undefined ? null : <Text size="sm">{note}</Text>}
        </Stack>
      </Group>
    </Card>
  );
}
