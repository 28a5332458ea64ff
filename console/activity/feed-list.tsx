import { Button, Stack, Title } from "@mantine/core";
import { useState } from "react";
import { Empty } from "../parts/states.tsx";
import { byDay, type Happening } from "./feed.ts";
import { HappeningRow } from "./happening-row.tsx";

/** So many more with each press. */
const step = 50;

interface FeedListProps {
  readonly happenings: readonly Happening[];
  readonly isFiltered: boolean;
}

/** The newest first, by day; older ones when they are asked for. */
export function FeedList({ happenings, isFiltered }: FeedListProps) {
  const [shown, setShown] = useState(step);
  if (happenings.length === 0) return <NothingThere isFiltered={isFiltered} />;
  return (
    <Stack>
      {byDay(happenings.slice(0, shown)).map(({ day, happenings: each }) => (
        <Stack key={day} gap={0} component="section">
          <Title order={2} size="h5" mb="xs">
            {day}
          </Title>
          {each.map((happening) => (
            <HappeningRow key={happening.id} happening={happening} />
          ))}
        </Stack>
      ))}
      {happenings.length > shown ? (
        <Button variant="default" w="fit-content" mx="auto" onClick={() => setShown(shown + step)}>
          Show older
        </Button>
      ) : null}
    </Stack>
  );
}

function NothingThere({ isFiltered }: Pick<FeedListProps, "isFiltered">) {
  return (
    <Empty title={isFiltered ? "Nothing of that lately" : "Nothing has happened yet"}>
      {isFiltered
        ? "Show everything, or wait: it appears here by itself."
        : "Connect a system and describe a segment: whoever enters it appears here."}
    </Empty>
  );
}
