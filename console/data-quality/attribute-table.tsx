import { Anchor, Badge, Group, Progress, Stack, Table, Text, Tooltip } from "@mantine/core";
import { Link } from "wouter";
import { useConnectionNames } from "../parts/known-names.ts";
import { Moment } from "../parts/moment.tsx";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { type Attribute, type Trouble, troublesOf } from "./attribute-health.ts";
import { shareWords, typeWords } from "./attribute-words.ts";

interface AttributeTableProps {
  readonly attributes: readonly Attribute[];
  readonly now: number;
}

const columns = ["Attribute", "Filled", "Values", "Type", "Newest, by source", "Needs a look"];

export function AttributeTable({ attributes, now }: AttributeTableProps) {
  return (
    <StackingTable label="Attributes" columns={columns}>
      {attributes.map((attribute) => (
        <Row key={attribute.name} attribute={attribute} now={now} />
      ))}
    </StackingTable>
  );
}

function Row({ attribute, now }: { attribute: Attribute; now: number }) {
  const { object, name, filled, fillRate = 0, distinct } = attribute;
  const troubles = troublesOf(attribute, now);
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Anchor
          component={Link}
          href={`/data-quality/${object}/${encodeURIComponent(name)}`}
          fw={600}
          inherit
        >
          {name}
        </Anchor>
      </Table.Th>
      <Cell label="Filled">
        <Stack gap={4} w={{ base: "100%", md: 130 }}>
          <Text size="sm">
            {shareWords(fillRate)} · {filled.toLocaleString()}
          </Text>
          <Progress value={fillRate * 100} size="sm" aria-label={`${name}: filled`} />
        </Stack>
      </Cell>
      <Cell label="Values">{distinct === undefined ? "—" : distinct.toLocaleString()}</Cell>
      <Cell label="Type">{typeWords(attribute)}</Cell>
      <Cell label="Newest, by source">
        <Freshness attribute={attribute} />
      </Cell>
      <Cell label="Needs a look">
        {troubles.length === 0 ? (
          <Text span size="sm" c="dimmed">
            no
          </Text>
        ) : (
          <Troubles troubles={troubles} />
        )}
      </Cell>
    </Table.Tr>
  );
}

function Freshness({ attribute: { freshness = [] } }: { attribute: Attribute }) {
  const connectionName = useConnectionNames();
  if (freshness.length === 0) return "—";
  return freshness.map(({ connection, newestAt }) => (
    <Text key={connection} size="sm">
      {connectionName(connection)}: <Moment at={newestAt} />
    </Text>
  ));
}

export function Troubles({ troubles }: { troubles: readonly Trouble[] }) {
  return (
    <Group gap={4} display="inline-flex">
      {troubles.map(({ kind, label, advice }) => (
        <Tooltip
          key={kind}
          label={advice}
          multiline
          maw={280}
          events={{ hover: true, focus: true, touch: true }}
        >
          <Badge tabIndex={0} variant="outline" color="var(--mantine-color-text)" tt="none" h={24}>
            {label}
          </Badge>
        </Tooltip>
      ))}
    </Group>
  );
}
