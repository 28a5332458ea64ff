import { Anchor, Card, Group, Stack, Table, Text } from "@mantine/core";
import { Link } from "wouter";
import { KindIcon } from "./kind-icon.tsx";
import { ProgramState, ProgramWindow } from "./program-state.tsx";
import { doesWords, type Program } from "./program-words.ts";
import { SegmentLinks } from "./segment-links.tsx";

interface ProgramTableProps {
  readonly programs: readonly Program[];
  readonly names: ReadonlyMap<string, string>;
}

/** A table where there is room, cards on a phone. */
export function ProgramTable(props: ProgramTableProps) {
  return (
    <>
      <Rows {...props} />
      <Cards {...props} />
    </>
  );
}

function Rows({ programs, names }: ProgramTableProps) {
  return (
    <Table visibleFrom="md" verticalSpacing="sm" highlightOnHover layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="34%">Program</Table.Th>
          <Table.Th w="26%">For</Table.Th>
          <Table.Th w="10%">State</Table.Th>
          <Table.Th w="13%">Window</Table.Th>
          <Table.Th w="17%">Owner</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {programs.map((program) => (
          <Table.Tr key={program.id}>
            <Table.Td>
              <Name program={program} />
            </Table.Td>
            <Table.Td>
              <SegmentLinks include={program.include} exclude={program.exclude} names={names} />
            </Table.Td>
            <Table.Td>
              <ProgramState state={program.state} />
            </Table.Td>
            <Table.Td>
              <ProgramWindow {...program} />
            </Table.Td>
            <Table.Td>{program.owner}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cards({ programs, names }: ProgramTableProps) {
  return (
    <Stack hiddenFrom="md" gap="sm">
      {programs.map((program) => (
        <Card key={program.id} withBorder padding="sm">
          <Stack gap="xs">
            <Name program={program} />
            <SegmentLinks include={program.include} exclude={program.exclude} names={names} />
            <Group gap="xs">
              <ProgramState state={program.state} />
              <ProgramWindow {...program} />
            </Group>
            <Text size="sm" c="dimmed">
              {program.owner}
            </Text>
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}

function Name({ program }: { program: Program }) {
  return (
    <Group wrap="nowrap" gap="sm" align="flex-start">
      <KindIcon kind={program.kind} />
      <Stack gap={0} miw={0}>
        <Anchor component={Link} href={`/programs/${program.id}`} fw={600}>
          {program.name}
        </Anchor>
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {doesWords(program)}
        </Text>
      </Stack>
    </Group>
  );
}
