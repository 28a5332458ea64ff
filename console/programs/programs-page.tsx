import { Button, Tabs } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useSearchParams } from "wouter";
import { Page } from "../parts/page.tsx";
import { useSession } from "../session/use-session.ts";
import { PersonPreview } from "./person-preview.tsx";
import { ProgramList } from "./program-list.tsx";

/** What segments drive, and what one person gets of it all. */
export default function ProgramsPage() {
  const [search, setSearch] = useSearchParams();
  const { may } = useSession();
  const tab = search.get("view") === "person" ? "person" : "list";
  return (
    <Page
      title="Programs"
      intro="What your segments drive: access, prices, courses, certificates and messages. Who enters gets it, who leaves loses it, by itself."
      actions={
        may("editor") ? (
          <Button component={Link} href="/programs/new" leftSection={<IconPlus size={16} />}>
            New program
          </Button>
        ) : null
      }
    >
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => setSearch(next === "person" ? { view: "person" } : {})}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="list">All programs</Tabs.Tab>
          <Tabs.Tab value="person">What does this person see?</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="list">
          <ProgramList />
        </Tabs.Panel>
        <Tabs.Panel value="person">
          <PersonPreview />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
