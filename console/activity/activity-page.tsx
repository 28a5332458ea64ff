import { Button, Group, Select, Switch, Text, TextInput } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { Page } from "../parts/page.tsx";
import { Failure, Waiting } from "../parts/states.tsx";
import { sifted, type Topic, topics, topicWords } from "./feed.ts";
import { FeedList } from "./feed-list.tsx";
import { useFeed } from "./use-feed.ts";

/** What happens, as it happens; topic and search stand in the address. */
export default function ActivityPage() {
  const [isPaused, setPaused] = useState(false);
  const { happenings, waiting, error, isLoading } = useFeed(isPaused);
  const [search, setSearch] = useSearchParams();
  const topic = topics.find((each) => each === search.get("show")) ?? "everything";
  const q = search.get("q") ?? "";
  const ask = (next: { show?: string; q?: string }) =>
    setSearch(
      Object.fromEntries(
        Object.entries({ show: topic, q, ...next }).filter(
          ([, value]) => value !== "" && value !== "everything",
        ),
      ),
      { replace: true },
    );
  return (
    <Page
      title="Activity"
      intro="What happens in your workspace, within seconds: who enters and leaves and why, edits, builds, and what your systems report."
      actions={<PauseButton {...{ isPaused, waiting }} onToggle={() => setPaused(!isPaused)} />}
    >
      <Filters topic={topic} q={q} onAsk={ask} />
      {error === null ? null : <Failure error={error} />}
      {isLoading ? (
        <Waiting for="what happened" />
      ) : (
        <FeedList
          happenings={sifted(happenings, topic, q)}
          isFiltered={topic !== "everything" || q !== ""}
        />
      )}
    </Page>
  );
}

interface PauseButtonProps {
  readonly isPaused: boolean;
  readonly waiting: number;
  onToggle(): void;
}

function PauseButton({ isPaused, waiting, onToggle }: PauseButtonProps) {
  return (
    <Group gap="sm">
      <Text size="sm" role="status" c="dimmed">
        {isPaused ? `Paused: ${waiting.toLocaleString()} new` : "Live"}
      </Text>
      <Button
        variant="default"
        leftSection={isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        onClick={onToggle}
      >
        {isPaused ? "Go on" : "Pause"}
      </Button>
    </Group>
  );
}

interface FiltersProps {
  readonly topic: Topic;
  readonly q: string;
  onAsk(next: { show?: string; q?: string }): void;
}

function Filters({ topic, q, onAsk }: FiltersProps) {
  return (
    <Group gap="sm">
      <Select
        aria-label="What is shown"
        data={topics
          .filter((each) => each !== "trouble")
          .map((value) => ({ value, label: topicWords[value] }))}
        value={topic === "trouble" ? "everything" : topic}
        allowDeselect={false}
        onChange={(next) => onAsk({ show: next ?? "everything" })}
      />
      <TextInput
        aria-label="Search what happened"
        placeholder="Segment, person, system…"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        w={{ base: "100%", sm: 260 }}
        onChange={({ currentTarget }) => onAsk({ q: currentTarget.value })}
      />
      <Switch
        label="Only what needs somebody"
        checked={topic === "trouble"}
        onChange={({ currentTarget }) =>
          onAsk({ show: currentTarget.checked ? "trouble" : "everything" })
        }
      />
    </Group>
  );
}
