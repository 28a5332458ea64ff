import { Group, Progress, Stack, Tabs, Text } from "@mantine/core";
import { useLocation, useParams } from "wouter";
import { Loaded } from "../parts/loaded.tsx";
import { ObjectIcon } from "../parts/object-icon.tsx";
import { Page } from "../parts/page.tsx";
import { ActivityTab } from "./activity/activity-tab.tsx";
import { AuditTab } from "./activity/audit-tab.tsx";
import { DestinationsTab } from "./destinations/destinations-tab.tsx";
import { SegmentActions } from "./edit/segment-actions.tsx";
import { StoppedBuild } from "./edit/stopped-build.tsx";
import { MembersTab } from "./members/members-tab.tsx";
import { OverviewTab } from "./overview/overview-tab.tsx";
import { ProgramsTab } from "./overview/programs-tab.tsx";
import classes from "./segment-page.module.css";
import { StateBadge } from "./state-badge.tsx";
import { type ReadSegment, useSegment } from "./use-segment.ts";
import { VersionsTab } from "./versions/versions-tab.tsx";

const tabs = [
  ["overview", "Overview", OverviewTab],
  ["members", "Members", MembersTab],
  ["activity", "Who came and went", ActivityTab],
  ["versions", "Versions", VersionsTab],
  ["programs", "Programs", ProgramsTab],
  ["destinations", "Destinations", DestinationsTab],
  ["audit", "History of edits", AuditTab],
] as const;

export default function SegmentPage() {
  const { id = "" } = useParams();
  const segment = useSegment(id);
  const { data } = segment;
  return (
    <Page
      title={data?.data.name ?? "Segment"}
      intro={data?.data.description}
      actions={data === undefined ? null : <SegmentActions read={data} />}
    >
      <Loaded query={segment} what="the segment">
        {(read) => <Segment read={read} />}
      </Loaded>
    </Page>
  );
}

function Segment({ read }: { read: ReadSegment }) {
  const { view = "overview" } = useParams();
  const [, go] = useLocation();
  const { id } = read.data;
  const [open] = tabs.find(([name]) => name === view) ?? tabs[0];
  return (
    <Stack gap="lg">
      <Standing read={read} />
      <Tabs
        value={open}
        onChange={(name) => go(name === "overview" ? `/segments/${id}` : `/segments/${id}/${name}`)}
        keepMounted={false}
      >
        <Tabs.List className={classes["tabs"] ?? ""}>
          {tabs.map(([name, title]) => (
            <Tabs.Tab key={name} value={name}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(([name, , Tab]) => (
          <Tabs.Panel key={name} value={name} pt="lg">
            <Tab segment={read.data} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

/** What it is and how it stands, whichever tab is open. */
function Standing({ read: { data } }: { read: ReadSegment }) {
  const { object, size, owner, purpose, progress } = data;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <ObjectIcon object={object} size={28} />
        <Text fw={600}>{sizeWords(object, size)}</Text>
        <StateBadge segment={data} />
        <Text c="dimmed">Answered for by {owner}</Text>
      </Group>
      {purpose === undefined ? null : <Text maw={720}>{purpose}</Text>}
      {progress === undefined ? null : (
        <Progress value={progress} aria-label="How far a version is built" maw={420} />
      )}
      <StoppedBuild segment={data} />
    </Stack>
  );
}

function sizeWords(object: string, size: number): string {
  const one = object === "company" ? "company" : "person";
  const many = object === "company" ? "companies" : "people";
  return `${size.toLocaleString()} ${size === 1 ? one : many} now`;
}
