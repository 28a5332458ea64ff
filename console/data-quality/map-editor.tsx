import { ActionIcon, Autocomplete, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconArrowRight, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import { renamed, without } from "./canonical-map.ts";

type Map = Readonly<Record<string, string>>;

interface MapEditorProps {
  readonly map: Map;
  readonly values: NonNullable<Schemas["AttributeDetail"]["values"]>;
  onChange(map: Map): void;
}

/** Which value becomes which. */
export function MapEditor({ map, values, onChange }: MapEditorProps) {
  return (
    <Stack gap="sm">
      <Mapped map={map} onChange={onChange} />
      <OneMore map={map} values={values} onChange={onChange} />
    </Stack>
  );
}

function Mapped({ map, onChange }: Omit<MapEditorProps, "values">) {
  const entries = Object.entries(map);
  if (entries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No value becomes another yet.
      </Text>
    );
  return (
    <Table aria-label="Values that become others" maw={720}>
      <Table.Tbody>
        {entries.map(([from, to]) => (
          <Table.Tr key={from}>
            <Table.Td style={{ overflowWrap: "anywhere" }}>“{from}”</Table.Td>
            <Table.Td c="dimmed">becomes</Table.Td>
            <Table.Td style={{ overflowWrap: "anywhere" }}>“{to}”</Table.Td>
            <Table.Td ta="right">
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`Leave “${from}” as it is`}
                onClick={() => onChange(without(map, from))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function OneMore({ map, values, onChange }: MapEditorProps) {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const texts = [
    ...new Set(values.flatMap(({ value }) => value).filter((each) => typeof each === "string")),
  ];
  const isComplete = from !== "" && to !== "" && from !== to;
  return (
    <Group align="flex-end" gap="sm">
      <Autocomplete
        label="Value"
        data={texts}
        value={from}
        onChange={setFrom}
        w={{ base: "100%", xs: 220 }}
      />
      <Autocomplete
        label="Becomes"
        data={texts}
        value={to}
        onChange={setTo}
        leftSection={<IconArrowRight size={16} aria-hidden />}
        w={{ base: "100%", xs: 220 }}
      />
      <Button
        variant="default"
        disabled={!isComplete}
        onClick={() => {
          onChange(renamed(map, from, to));
          setFrom("");
          setTo("");
        }}
      >
        Add
      </Button>
    </Group>
  );
}
