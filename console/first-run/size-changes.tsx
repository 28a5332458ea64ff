import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "wouter";
import type { SizeChange } from "./population-changes.ts";

/** What a journey through time did to the populations. */
export function SizeChanges({ changes }: { changes: readonly SizeChange[] }) {
  if (changes.length === 0)
    return <Text role="status">Nobody left or joined by time alone on this way.</Text>;
  return (
    <Table.ScrollContainer minWidth={280} role="status">
      <Table captionSide="top">
        <Table.Caption>Who left and joined by time</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Segment</Table.Th>
            <Table.Th scope="col" ta="right">
              Before
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Now
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{changes.map(changeRow)}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function changeRow({ id, name, before, size }: SizeChange) {
  return (
    <Table.Tr key={id}>
      <Table.Th scope="row" fw={500}>
        <Anchor component={Link} href={`/segments/${id}/activity`}>
          {name}
        </Anchor>
      </Table.Th>
      <Table.Td ta="right">{before.toLocaleString()}</Table.Td>
      <Table.Td ta="right">
        {size.toLocaleString()} ({size > before ? "+" : "−"}
        {Math.abs(size - before).toLocaleString()})
      </Table.Td>
    </Table.Tr>
  );
}
