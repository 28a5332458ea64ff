import { Tabs } from "@mantine/core";
import { useSearchParams } from "wouter";
import { Page } from "../parts/page.tsx";
import { CoverageView } from "./coverage-view.tsx";
import { ProgramSummaries } from "./program-summaries.tsx";

/** Whether programs work, and whom they reach. */
export default function ResultsPage() {
  const [search, setSearch] = useSearchParams();
  const view = search.get("view") === "coverage" ? "coverage" : "programs";
  return (
    <Page
      title="Results"
      intro="Whether programs do what they are for, with how certain that is, and whom they reach."
    >
      <Tabs
        value={view}
        keepMounted={false}
        onChange={(next) => setSearch(next === "coverage" ? { view: next } : {})}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="programs">By program</Tabs.Tab>
          <Tabs.Tab value="coverage">Whom programs reach</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="programs">
          <ProgramSummaries />
        </Tabs.Panel>
        <Tabs.Panel value="coverage">
          <CoverageView />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
