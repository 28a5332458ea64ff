import { Badge, Stack, Table, Text, TextInput, Tooltip } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import { AttributeValue } from "../parts/attribute-value.tsx";
import { useConnectionNames } from "../parts/known-names.ts";
import { Moment } from "../parts/moment.tsx";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { Empty } from "../parts/states.tsx";
import { useAttributeLabels } from "./attribute-labels.ts";
import type { Profile } from "./profile.ts";

type Attribute = Schemas["Profile"]["attributes"][string];

const enoughToFilter = 8;

/** What is known, of whom, and since when; what other sources say stands below. */
export function AttributesView({ profile: { attributes, object } }: { profile: Profile }) {
  const [filter, setFilter] = useState("");
  const labelOf = useAttributeLabels(object);
  const wanted = filter.trim().toLowerCase();
  const all = Object.entries(attributes);
  const shown = all.filter(([name]) => `${name} ${labelOf(name)}`.toLowerCase().includes(wanted));
  if (all.length === 0)
    return (
      <Empty title="Nothing is known">No source told anything, or all of it was cleared.</Empty>
    );
  return (
    <Stack>
      {all.length < enoughToFilter ? null : (
        <TextInput
          type="search"
          aria-label="Find an attribute"
          placeholder={`Find one of ${all.length} attributes`}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={filter}
          onChange={({ currentTarget }) => setFilter(currentTarget.value)}
        />
      )}
      <StackingTable label="Attributes" columns={["Attribute", "Value", "Source", "Changed"]}>
        {shown.map(([name, attribute]) => (
          <Row key={name} name={name} label={labelOf(name)} attribute={attribute} />
        ))}
      </StackingTable>
      {shown.length === 0 ? <Text c="dimmed">No attribute is called so.</Text> : null}
    </Stack>
  );
}

interface RowProps {
  readonly name: string;
  readonly label: string;
  readonly attribute: Attribute;
}

function Row({ name, label, attribute }: RowProps) {
  const nameOf = useConnectionNames();
  const others = attribute.sources.filter(({ connectionId }) => connectionId !== attribute.source);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {label}
        {label === name ? null : (
          <Text size="xs" c="dimmed">
            {name}
          </Text>
        )}
      </Table.Th>
      <Cell label="Value">
        <AttributeValue value={attribute.value} />{" "}
        {attribute.unconverted === true ? <Unconverted /> : null}
        {others.map((each) => (
          <Text key={each.connectionId} size="xs" c="dimmed">
            {nameOf(each.connectionId)} says <AttributeValue value={each.value} />, older:{" "}
            <Moment at={each.at} />
          </Text>
        ))}
      </Cell>
      <Cell label="Source">{nameOf(attribute.source)}</Cell>
      <Cell label="Changed">
        <Moment at={attribute.at} />
      </Cell>
    </Table.Tr>
  );
}

function Unconverted() {
  return (
    <Tooltip
      label="It does not fit the type this attribute is declared with, so rules treat it as missing."
      events={{ hover: true, focus: true, touch: true }}
      multiline
      w={260}
    >
      <Badge color="orange" variant="light" tt="none" tabIndex={0}>
        does not fit its type
      </Badge>
    </Tooltip>
  );
}
