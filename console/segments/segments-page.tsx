import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";

export default function SegmentsPage() {
  const segments = useQuery({
    queryKey: ["segments"],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/segments", { params: { query: { limit: 1_000 } }, signal })),
  });
  return (
    <Page title="Segments">
      <Loaded query={segments} what="the segments">
        {({ items }) => (
          <Table>
            <Table.Tbody>
              {items.map(({ id, name, description, size }) => (
                <Table.Tr key={id}>
                  <Table.Th scope="row">{name}</Table.Th>
                  <Table.Td>{description}</Table.Td>
                  <Table.Td ta="right">{size.toLocaleString()}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Loaded>
    </Page>
  );
}
