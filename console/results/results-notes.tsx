import { Alert, Stack, Text } from "@mantine/core";
import { Moment } from "../parts/moment.tsx";
import { groupName, percent, type Results } from "./result-words.ts";

/** Who is counted, and what limits the answer. */
export function ResultsNotes({ results }: { results: Results }) {
  const { groups, from, asOf, exact, covered, erased, notes, object } = results;
  const people = object === "contact" ? "people" : "companies";
  return (
    <Stack gap="xs">
      <Text>
        {groups
          .map(
            (each) =>
              `${groupName(each.group, each.heldOut)}: ${each.people.toLocaleString()} ${people}`,
          )
          .join(" · ")}
      </Text>
      <Text size="sm" c="dimmed">
        Who was in its audience on <Moment at={from} /> or came later, as of <Moment at={asOf} />.
        {exact ? "" : ` A random sample of ${percent(covered)} was looked at.`}
        {erased === 0 ? "" : ` ${erased.toLocaleString()} who entered were erased since.`}
      </Text>
      {notes.map((note) => (
        <Alert key={note} color="blue" variant="outline">
          {note}
        </Alert>
      ))}
    </Stack>
  );
}
