import { Anchor, Button, Group, Table, Text } from "@mantine/core";
import { Link } from "wouter";
import { Loaded } from "../parts/loaded.tsx";
import { ObjectIcon } from "../parts/object-icon.tsx";
import { calledName, type ProfileCard, useProfileSearch } from "../parts/profile-search.ts";
import { Cell, StackingTable } from "../parts/stacking-table.tsx";
import { Empty } from "../parts/states.tsx";

interface FoundProfilesProps {
  readonly query: string;
  readonly object: "contact" | "company" | undefined;
}

const shown = 50;

export function FoundProfiles({ query, object }: FoundProfilesProps) {
  const found = useProfileSearch({ query, object, limit: shown });
  return (
    <Loaded query={found} what="people and companies">
      {({ items, more, searched, total }) =>
        items.length === 0 ? (
          <Nobody query={query} />
        ) : (
          <>
            <Text size="sm" c="dimmed" role="status">
              {summary({ count: items.length, more, searched, total, query })}
            </Text>
            <StackingTable
              label="People and companies"
              columns={["Name", "E-mail or domain", "Kind"]}
            >
              {items.map((each) => (
                <Row key={each.id} card={each} />
              ))}
            </StackingTable>
          </>
        )
      }
    </Loaded>
  );
}

function Row({ card }: { card: ProfileCard }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        <Group gap="sm" wrap="nowrap">
          <ObjectIcon object={card.object} size={28} />
          <Anchor component={Link} href={`/profiles/${card.id}`} inherit>
            {calledName(card)}
          </Anchor>
        </Group>
      </Table.Th>
      <Cell label="E-mail or domain">{card.contact ?? "–"}</Cell>
      <Cell label="Kind">{card.object === "contact" ? "Person" : "Company"}</Cell>
    </Table.Tr>
  );
}

function Nobody({ query }: { query: string }) {
  if (query !== "")
    return (
      <Empty title="Nobody is found by that">
        Names, e-mails and domains are found by how their words begin; an id of one of your systems
        only as a whole.
      </Empty>
    );
  return (
    <Empty title="Nobody is known yet">
      People and companies come in from your connected systems.{" "}
      <Button component={Link} href="/connections" mt="sm">
        Connect a system
      </Button>
    </Empty>
  );
}

interface Found {
  readonly count: number;
  readonly more: boolean;
  readonly searched: number;
  readonly total: number;
  readonly query: string;
}

function summary({ count, more, searched, total, query }: Found): string {
  if (query === "")
    return `${more ? `${count.toLocaleString()} of ` : ""}${total.toLocaleString()} people and companies.`;
  const looked =
    searched < total
      ? ` Looked through the first ${searched.toLocaleString()} of ${total.toLocaleString()}; a whole e-mail, domain or id is found among all.`
      : "";
  if (more) return `The first ${count}: type more to find fewer.${looked}`;
  return `${count} found.${looked}`;
}
