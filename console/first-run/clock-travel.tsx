import { Button, Card, Group, Slider, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "../api/client.ts";
import { readLocalClock, travel } from "../api/local-clock.ts";
import { Moment } from "../parts/moment.tsx";
import { Failure } from "../parts/states.tsx";
import { changesOf, type Population } from "./population-changes.ts";
import { SizeChanges } from "./size-changes.tsx";

const longestDays = 90;
const marks = [1, 30, 60, 90].map((value) => ({ value, label: `${value} d` }));

/** Only on one's own machine: time passes at once, and members leave and join by it alone. */
export function ClockTravel() {
  const clock = useQuery({
    queryKey: ["local-clock"],
    queryFn: ({ signal }) => readLocalClock(signal),
  });
  const journey = useJourney();
  if (!clock.data) return null;
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="clock-travel">
      <Stack gap="md">
        <Title order={2} size="h4" id="clock-travel">
          Watch time pass
        </Title>
        <Text>
          Here Muster's clock can be moved. Nothing else changes, and yet people leave what they
          were in for "the last 30 days". The clock moves forward only; it shows{" "}
          <Moment at={clock.data.toISOString()} />.
        </Text>
        <Distance isUnderWay={journey.isPending} onTravel={journey.mutate} />
        {journey.error === null ? null : <Failure error={journey.error} />}
        {journey.isPending ? <Text role="status">Passing all that is due on the way…</Text> : null}
        {journey.data === undefined ? null : <SizeChanges changes={journey.data} />}
      </Stack>
    </Card>
  );
}

interface DistanceProps {
  readonly isUnderWay: boolean;
  readonly onTravel: (days: number) => void;
}

function Distance({ isUnderWay, onTravel }: DistanceProps) {
  const [days, setDays] = useState(30);
  return (
    <>
      <Slider
        value={days}
        onChange={setDays}
        min={1}
        max={longestDays}
        marks={marks}
        mb="lg"
        label={daysOf}
        thumbLabel="Days to travel"
        disabled={isUnderWay}
      />
      <Group>
        <Button onClick={() => onTravel(days)} loading={isUnderWay}>
          Travel {daysOf(days)}
        </Button>
      </Group>
    </>
  );
}

const daysOf = (days: number): string => (days === 1 ? "1 day" : `${days} days`);

/** There, and which segments grew or shrank on the way. */
function useJourney() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (days: number) => {
      const before = await sizes();
      await travel(`P${days}D`);
      return changesOf(before, await sizes());
    },
    onSettled: () => client.invalidateQueries(),
  });
}

async function sizes(): Promise<Population[]> {
  const query = { limit: 1_000 };
  return (await answered(api.GET("/api/v1/segments", { params: { query } }))).items;
}
