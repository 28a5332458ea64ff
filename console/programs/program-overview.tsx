import { Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { describeDuration } from "../../shared/segmentation/time/duration.ts";
import { useSegments } from "../parts/known-names.ts";
import { Moment } from "../parts/moment.tsx";
import { GoalProgress } from "./goal-progress.tsx";
import { KindIcon } from "./kind-icon.tsx";
import { ProgramPlaces } from "./program-places.tsx";
import { ProgramWindow } from "./program-state.tsx";
import { doesWords, effectWords, isActing, type Program } from "./program-words.ts";
import { SegmentLinks } from "./segment-links.tsx";

/** What a program does and for whom, in words. */
export function ProgramOverview({ program }: { program: Program }) {
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Effect program={program} />
        <Audience program={program} />
      </SimpleGrid>
      {program.kind === "goal" ? <GoalProgress program={program} /> : null}
      {isActing(program) ? <ProgramPlaces id={program.id} /> : null}
    </Stack>
  );
}

function Effect({ program }: { program: Program }) {
  const { entering, leaving } = effectWords(program);
  return (
    <Part title="What it does">
      <Group wrap="nowrap">
        <KindIcon kind={program.kind} />
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {doesWords(program)}
        </Text>
      </Group>
      <Fact label="Who enters">{entering}</Fact>
      <Fact label="Who leaves">{leaving}</Fact>
    </Part>
  );
}

function Audience({ program }: { program: Program }) {
  const segments = useSegments().data?.items ?? [];
  const names = new Map(segments.map(({ id, name }) => [id, name]));
  const { include, exclude, holdoutPercent, variants = [], outcomes = [] } = program;
  return (
    <Part title="Whom it is for">
      <Fact label="Members of">
        <SegmentLinks include={include} exclude={exclude} names={names} />
      </Fact>
      <Fact label="When">
        <ProgramWindow {...program} />
      </Fact>
      <Fact label="Left out to compare with">
        {holdoutPercent === undefined ? "nobody" : `${holdoutPercent}%, chosen by chance`}
      </Fact>
      {variants.length === 0 ? null : (
        <Fact label="Variants">
          {variants.map(({ name, percent }) => `${name} ${percent}%`).join(" · ")}
        </Fact>
      )}
      <Fact label="Works if">
        {outcomes.length === 0
          ? "nothing is declared yet: name an outcome under Edit"
          : outcomes
              .map(({ name, within }) => `${name} within ${describeDuration(within)}`)
              .join(" · ")}
      </Fact>
      <Fact label="Owner">{program.owner}</Fact>
      <Fact label="Created">
        <Moment at={program.createdAt} />
      </Fact>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card withBorder padding="lg" component="section">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Group align="flex-start" gap="sm" wrap="nowrap">
      <Text size="sm" c="dimmed" w={130} flex="none">
        {label}
      </Text>
      <Text component="div" size="sm" miw={0} style={{ overflowWrap: "anywhere" }}>
        {children}
      </Text>
    </Group>
  );
}
