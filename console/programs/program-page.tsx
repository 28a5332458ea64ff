import { Anchor, Button, Group, Tabs } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "wouter";
import { api, tagged } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { useSession } from "../session/use-session.ts";
import { EditProgram } from "./edit-program.tsx";
import { EndProgram } from "./end-program.tsx";
import { ProgramOverview } from "./program-overview.tsx";
import { ProgramPeople } from "./program-people.tsx";
import { ProgramState } from "./program-state.tsx";
import { kindWords, type Program } from "./program-words.ts";

/** One program: what it does, who has it now, and how to change or end it. */
export default function ProgramPage() {
  const { id = "" } = useParams();
  const program = useQuery({
    queryKey: ["program", id],
    queryFn: ({ signal }) =>
      tagged(api.GET("/api/v1/programs/{id}", { params: { path: { id } }, signal })),
  });
  if (program.data === undefined)
    return (
      <Page title="Program">
        <Loaded query={program} what="the program">
          {() => null}
        </Loaded>
      </Page>
    );
  const { data, etag } = program.data;
  return (
    <Page
      title={data.name}
      intro={data.description ?? kindWords[data.kind].sentence}
      actions={<Actions program={data} etag={etag} />}
    >
      <Loaded query={program} what="the program">
        {({ data: shown, etag: tag }) => <Views program={shown} etag={tag} />}
      </Loaded>
    </Page>
  );
}

interface Tagged {
  readonly program: Program;
  readonly etag: string | undefined;
}

function Actions({ program, etag }: Tagged) {
  const { may } = useSession();
  return (
    <>
      <Button
        component={Link}
        href={`/results/${program.id}`}
        variant="default"
        leftSection={<IconChartBar size={16} />}
      >
        Results
      </Button>
      {program.state === "ended" || !may("editor") ? null : (
        <EndProgram program={program} etag={etag} />
      )}
    </>
  );
}

const views = ["overview", "people", "edit"] as const;

function Views({ program, etag }: Tagged) {
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const view = views.find((each) => each === search.get("view")) ?? "overview";
  const go = (next: string | null) =>
    setSearch(next === null || next === "overview" ? {} : { view: next });
  return (
    <>
      <Group gap="sm">
        <ProgramState state={program.state} />
        <span>{kindWords[program.kind].label}</span>
        <Anchor component={Link} href={`/programs?kind=${program.kind}`} underline="always">
          All of this kind
        </Anchor>
      </Group>
      <Tabs value={view} onChange={go} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="people">Who has it now</Tabs.Tab>
          <Tabs.Tab value="edit" disabled={program.state === "ended" || !may("editor")}>
            Edit
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <ProgramOverview program={program} />
        </Tabs.Panel>
        <Tabs.Panel value="people">
          <ProgramPeople program={program} />
        </Tabs.Panel>
        <Tabs.Panel value="edit">
          <EditProgram program={program} etag={etag} onDone={() => go("overview")} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
