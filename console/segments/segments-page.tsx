import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useDeferredValue } from "react";
import { Link, useSearchParams } from "wouter";
import { Page } from "../parts/page.tsx";
import { Empty, Failure } from "../parts/states.tsx";
import { isFiltered, listed, ownersOf, paramsOf, type Segment, viewIn } from "./list/list-view.ts";
import { SegmentFilters } from "./list/segment-filters.tsx";
import { SegmentList } from "./list/segment-list.tsx";
import { useAllSegments } from "./list/use-all-segments.ts";

export default function SegmentsPage() {
  const [params] = useSearchParams();
  const segments = useAllSegments(viewIn(params).state === "retired");
  return (
    <Page
      title="Segments"
      intro="Who is in, at this moment, by a rule that you describe once."
      actions={<NewSegment />}
    >
      {segments.error === null ? null : <Failure error={segments.error} />}
      {segments.data === undefined && segments.error === null ? <Skeletons /> : null}
      {segments.data === undefined ? null : <Segments segments={segments.data} />}
    </Page>
  );
}

function Segments({ segments }: { segments: readonly Segment[] }) {
  const [params, setParams] = useSearchParams();
  const view = viewIn(params);
  const shown = listed(segments, useDeferredValue(view));
  if (segments.length === 0 && !isFiltered(view)) return <FirstSegment />;
  const onView = (next: typeof view) => setParams(paramsOf(next), { replace: true });
  return (
    <Stack gap="md">
      <SegmentFilters view={view} owners={ownersOf(segments)} onView={onView} />
      <Text size="sm" c="dimmed" role="status">
        {countOf(shown.length, segments.length)}
      </Text>
      {shown.length === 0 ? (
        <Empty title="No segment fits">
          <Button variant="light" mt="sm" onClick={() => setParams({}, { replace: true })}>
            Show all segments
          </Button>
        </Empty>
      ) : (
        <SegmentList segments={shown} view={view} onView={onView} />
      )}
    </Stack>
  );
}

function NewSegment() {
  return (
    <Button component={Link} href="/segments/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New segment
    </Button>
  );
}

function FirstSegment() {
  return (
    <Empty title="There is no segment yet">
      A segment is a population that keeps itself current: describe it once, and Muster knows who is
      in.
      <br />
      <Button component={Link} href="/start" mt="md">
        Make the first one in three steps
      </Button>
    </Empty>
  );
}

/** As tall as what comes. */
function Skeletons() {
  return (
    <Stack gap="md" role="status" aria-label="Loading the segments">
      <Skeleton height={61} />
      <Skeleton height={20} width={120} />
      {Array.from({ length: 8 }, (_, at) => (
        <Skeleton key={at} height={60} />
      ))}
    </Stack>
  );
}

function countOf(shown: number, all: number): string {
  const words = all === 1 ? "segment" : "segments";
  if (shown === all) return `${all.toLocaleString()} ${words}`;
  return `${shown.toLocaleString()} of ${all.toLocaleString()} ${words}`;
}
