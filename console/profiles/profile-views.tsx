import { Grid, Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { useSearchParams } from "wouter";
import { AttributesView } from "./attributes-view.tsx";
import { ForecastCard } from "./forecast-card.tsx";
import { GrantsView } from "./grants-view.tsx";
import { IdentitiesView } from "./identities-view.tsx";
import { MembershipsView } from "./memberships-view.tsx";
import type { Profile } from "./profile.ts";
import { RelatedCard } from "./related-card.tsx";
import { TimelineView } from "./timeline-view.tsx";

const views = [
  { view: "attributes", label: "Attributes" },
  { view: "segments", label: "Segments" },
  { view: "timeline", label: "Timeline" },
  { view: "access", label: "Access" },
  { view: "identities", label: "Identities" },
] as const;
type View = (typeof views)[number]["view"];

/** Everything of a profile; which part is shown stands in the address. */
export function ProfileViews({ profile }: { profile: Profile }) {
  const [search, setSearch] = useSearchParams();
  const view = views.find((each) => each.view === search.get("view"))?.view ?? "attributes";
  // Only of this moment is there anything to stand beside.
  const isNow = profile.asOf === undefined && !profile.deleted;
  const show = (next: string | null) =>
    setSearch((former) => new URLSearchParams([...others(former), ["view", next ?? view]]));
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, lg: isNow ? 8 : 12 }}>
        <Tabs value={view} onChange={show} keepMounted={false}>
          <Tabs.List mb="md" aria-label="What to see">
            {views.map((each) => (
              <Tabs.Tab key={each.view} value={each.view}>
                {each.label}
                {each.view === "segments" ? ` (${profile.memberships.length})` : ""}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {views.map((each) => (
            <Tabs.Panel key={each.view} value={each.view}>
              {panelOf(each.view, profile)}
            </Tabs.Panel>
          ))}
        </Tabs>
      </Grid.Col>
      {isNow ? (
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <ForecastCard profile={profile} />
          <RelatedCard profile={profile} />
        </Grid.Col>
      ) : null}
    </Grid>
  );
}

function others(search: URLSearchParams): [string, string][] {
  return [...search].filter(([name]) => name !== "view");
}

function panelOf(view: View, profile: Profile): ReactNode {
  switch (view) {
    case "attributes":
      return <AttributesView profile={profile} />;
    case "segments":
      return <MembershipsView profile={profile} />;
    case "timeline":
      return <TimelineView profile={profile} />;
    case "access":
      return <GrantsView profile={profile} />;
    case "identities":
      return <IdentitiesView profile={profile} />;
  }
}
