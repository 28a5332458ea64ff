import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { answered, api } from "../api/client.ts";
import { Failure } from "../parts/states.tsx";
import { Step } from "./step.tsx";
import { SuggestedSegments } from "./suggested-segments.tsx";

/** From nothing to a segment that drives something; each step says by itself when it is done. */
export function FirstSteps() {
  const progress = useProgress();
  if (progress.error !== null) return <Failure error={progress.error} />;
  const { sources = 0, people = 0, segments = 0, programs = 0 } = progress.data ?? {};
  return (
    <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
      <Step number={1} title="Bring people in" isDone={people > 0}>
        <Text>{peopleSentence(sources, people)}</Text>
        <Group>
          <Button component={Link} href="/connections" variant={people > 0 ? "default" : "filled"}>
            {sources > 0 ? "See the connections" : "Connect a CRM"}
          </Button>
        </Group>
      </Step>
      <Step number={2} title="Describe a population" isDone={segments > 0}>
        <Text>Begin with one of these, or with nothing. The numbers are your own people.</Text>
        <SuggestedSegments />
      </Step>
      <Step number={3} title="Let it drive something" isDone={programs > 0}>
        <Text>
          A list in the CRM, a course, a certificate, a page of the portal: whoever enters the
          segment gets it, whoever leaves loses it, within seconds.
        </Text>
        <Group>
          <Button component={Link} href="/programs/new" variant="default">
            Make a program
          </Button>
          <Button component={Link} href="/programs" variant="subtle">
            See what runs
          </Button>
        </Group>
      </Step>
    </Stack>
  );
}

function peopleSentence(sources: number, people: number): string {
  if (people === 0 && sources === 0)
    return "Grant access to HubSpot or Salesforce, or send signed webhooks from any system.";
  if (people === 0) return "A source is connected; its first people will be here in a moment.";
  return `${people.toLocaleString()} people and companies are here, from ${sources.toLocaleString()} connected ${sources === 1 ? "system" : "systems"}.`;
}

/** What there is of everything. */
function useProgress() {
  return useQuery({
    queryKey: ["first-run"],
    queryFn: async ({ signal }) => {
      const [connections, attributes, segments, programs] = await Promise.all([
        answered(api.GET("/api/v1/connections", { signal })),
        answered(api.GET("/api/v1/attributes", { signal })),
        answered(api.GET("/api/v1/segments", { params: { query: { limit: 1_000 } }, signal })),
        answered(api.GET("/api/v1/programs", { signal })),
      ]);
      return {
        sources: connections.items.length,
        people: Object.values(attributes.profiles).reduce((sum, count) => sum + count, 0),
        segments: segments.items.length,
        programs: programs.items.length,
      };
    },
  });
}
