import { Anchor, Button, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "wouter";
import { answered, api } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import { OutcomeCard } from "./outcome-card.tsx";
import { askedOf, type Question, touches, touchWords } from "./question.ts";
import { ResultsNotes } from "./results-notes.tsx";

/** Whether a program works, by what was declared before; the question stands in the address. */
export default function ProgramResultsPage() {
  const { id = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  const question = askedOf(search);
  const results = useResults(id, question);
  const ask = (next: Partial<Question>) => {
    const { detect, touch } = { ...question, ...next };
    setSearch({ detect: String(detect), ...(touch === undefined ? {} : { touch }) });
  };
  return (
    <Page
      title={results.data === undefined ? "Results" : `Results: ${results.data.name}`}
      actions={
        <Button
          component={Link}
          href={`/programs/${id}`}
          variant="default"
          leftSection={<IconTargetArrow size={16} />}
        >
          The program
        </Button>
      }
    >
      <Asking question={question} onAsk={ask} />
      <Loaded query={results} what="the results; everybody who entered is looked at">
        {(data) => (
          <Stack gap="lg">
            <ResultsNotes results={data} />
            {data.outcomes.length === 0 ? <NoOutcomes id={id} /> : null}
            {data.outcomes.map((outcome) => (
              <OutcomeCard key={outcome.name} outcome={outcome} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function useResults(id: string, question: Question) {
  return useQuery({
    queryKey: ["results", id, question],
    staleTime: 30_000,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const { detect, touch } = question;
      const query = { detect, ...(touch === undefined ? {} : { touch }) };
      return answered(
        api.GET("/api/v1/programs/{id}/results", { params: { path: { id }, query }, signal }),
      );
    },
  });
}

function Asking({ question, onAsk }: { question: Question; onAsk(next: Partial<Question>): void }) {
  return (
    <Group align="flex-end">
      <NumberInput
        label="Smallest difference that matters, in points"
        min={0.1}
        max={50}
        step={1}
        value={question.detect * 100}
        onChange={(value) =>
          typeof value === "number" && value >= 0.1 && value <= 50 && onAsk({ detect: value / 100 })
        }
      />
      <Select
        label="What brought them there"
        data={touches.map((value) => ({ value, label: touchWords[value] }))}
        placeholder="Not asked"
        clearable
        value={question.touch ?? null}
        onChange={(chosen) => onAsk({ touch: touches.find((each) => each === chosen) })}
      />
    </Group>
  );
}

function NoOutcomes({ id }: { id: string }) {
  return (
    <Empty title="Nothing to count yet">
      Say by what you will see whether it works:{" "}
      <Anchor component={Link} href={`/programs/${id}?view=edit`} underline="always">
        add an outcome to the program
      </Anchor>
      .<Text span> Outcomes are declared, not looked for afterwards.</Text>
    </Empty>
  );
}
