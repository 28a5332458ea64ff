import { Anchor, Button, Group, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api, type Schemas } from "../api/client.ts";
import { LoadedPart } from "../parts/loaded-part.tsx";
import { Moment } from "../parts/moment.tsx";
import { Empty, Failure, Waiting } from "../parts/states.tsx";
import { isActing, type Program } from "./program-words.ts";

/** Who has it at this moment. */
export function ProgramPeople({ program }: { program: Program }) {
  if (program.state === "ended") return <Empty title="It has ended">Nobody has it any more.</Empty>;
  if (program.state === "scheduled")
    return <Empty title="It has not begun">Nobody has it before it begins.</Empty>;
  return isActing(program) ? <Members id={program.id} /> : <Addressed program={program} />;
}

/** Of a program that acts on entering and leaving: those who entered it. */
function Members({ id }: { id: string }) {
  const members = useInfiniteQuery({
    queryKey: ["segment", id, "members"],
    initialPageParam: "",
    refetchInterval: 30_000,
    getNextPageParam: ({ cursor }: { cursor?: string }) => cursor,
    queryFn: ({ signal, pageParam }) =>
      answered(
        api.GET("/api/v1/segments/{id}/members", {
          params: {
            path: { id },
            query: { limit: 100, ...(pageParam === "" ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
  });
  if (members.error !== null) return <Failure error={members.error} />;
  if (members.data === undefined) return <Waiting for="who has it" />;
  const people = members.data.pages.flatMap(({ items }) => items);
  if (people.length === 0 && !members.hasNextPage)
    return <Empty title="Nobody yet">Whoever enters its segments appears here at once.</Empty>;
  return (
    <Stack>
      <MemberTable people={people} />
      {members.hasNextPage ? (
        <Group justify="center">
          <Button
            variant="default"
            loading={members.isFetchingNextPage}
            onClick={() => void members.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

function MemberTable({ people }: { people: readonly Schemas["Member"][] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Who</Table.Th>
          <Table.Th>Since</Table.Th>
          <Table.Th>Leaves by time</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map(({ profileId, name, since, leavesAt }) => (
          <Table.Tr key={profileId}>
            <Table.Td>
              <Anchor component={Link} href={`/profiles/${profileId}`}>
                {name ?? "Without a name"}
              </Anchor>
            </Table.Td>
            <Table.Td>
              <Moment at={since} />
            </Table.Td>
            <Table.Td>{leavesAt === undefined ? "—" : <Moment at={leavesAt} />}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Of a program that only answers what is asked: whom its segments hold now. */
function Addressed({ program }: { program: Program }) {
  return (
    <Stack>
      {program.objects.map((object) => (
        <AddressedOf key={object} program={program} object={object} />
      ))}
      {program.holdoutPercent === undefined ? null : (
        <Text size="sm" c="dimmed">
          {program.holdoutPercent}% of them are left out to compare with: look at one person under
          “What does this person see?” to know.
        </Text>
      )}
    </Stack>
  );
}

function AddressedOf({
  program: { id, include, exclude },
  object,
}: {
  program: Program;
  object: "contact" | "company";
}) {
  const addressed = useQuery({
    queryKey: ["program", id, "addressed", object, include, exclude],
    refetchInterval: 30_000,
    queryFn: ({ signal }) =>
      answered(
        api.POST("/api/v1/segments/preview", {
          body: { object, rule: audienceRule(include, exclude) },
          signal,
        }),
      ),
  });
  return (
    <LoadedPart query={addressed} height={70}>
      {({ count, exact, sample }) => (
        <Stack gap="xs">
          <Text fw={600}>
            {exact ? "" : "about "}
            {count.toLocaleString()} {object === "contact" ? "people" : "companies"} now
            {object === "company" ? ", and everybody who works there" : ""}
          </Text>
          <Sampled sample={sample} isAll={count <= sample.length} />
        </Stack>
      )}
    </LoadedPart>
  );
}

interface SampledProps {
  readonly sample: readonly {
    readonly profileId: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly isAll: boolean;
}

function Sampled({ sample, isAll }: SampledProps) {
  return (
    <Group gap="sm">
      {sample.map(({ profileId, attributes }) => (
        <Anchor
          key={profileId}
          component={Link}
          href={`/profiles/${profileId}`}
          size="sm"
          underline="always"
        >
          {nameIn(attributes)}
        </Anchor>
      ))}
      {isAll ? null : <Text size="sm">and others</Text>}
    </Group>
  );
}

function audienceRule(include: readonly string[], exclude: readonly string[]) {
  return {
    combinator: "and" as const,
    rules: [
      { field: "segment", operator: "in", value: [...include] },
      ...(exclude.length === 0
        ? []
        : [{ field: "segment", operator: "notIn", value: [...exclude] }]),
    ],
  };
}

function nameIn(attributes: Readonly<Record<string, unknown>>): string {
  const text = (name: string) => {
    const value = attributes[name];
    return typeof value === "string" ? value : "";
  };
  const person = `${text("firstname")} ${text("lastname")}`.trim();
  return [person, text("name"), text("email"), text("domain")].find(Boolean) ?? "Without a name";
}
