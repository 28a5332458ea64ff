import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import { answered, api, type Schemas } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { AttributeFreshness } from "./attribute-freshness.tsx";
import { troublesOf } from "./attribute-health.ts";
import { Troubles } from "./attribute-table.tsx";
import { shareWords, typeWords } from "./attribute-words.ts";
import { CanonicalEditor } from "./canonical-editor.tsx";
import { ValueDistribution } from "./value-distribution.tsx";

/** One attribute: its values, gaps and age, and what to do about values written in several ways. */
export default function AttributePage() {
  const { object: asked, name = "" } = useParams();
  const object = asked === "company" ? "company" : "contact";
  const attribute = decodeURIComponent(name);
  const detail = useQuery({
    queryKey: ["attribute", object, attribute],
    staleTime: 30_000,
    refetchInterval: 60_000,
    queryFn: ({ signal }) =>
      answered(
        api.GET("/api/v1/attributes/{object}/{name}", {
          params: { path: { object, name: attribute } },
          signal,
        }),
      ),
  });
  return (
    <Page
      title={attribute}
      intro={`An attribute of ${object === "contact" ? "people" : "companies"}.`}
    >
      <Loaded query={detail} what="its values; all profiles are read for it">
        {(data) => <Detail detail={data} now={detail.dataUpdatedAt} />}
      </Loaded>
    </Page>
  );
}

function Detail({ detail, now }: { detail: Schemas["AttributeDetail"]; now: number }) {
  const { filled, fillRate = 0, distinct, profiles, exact } = detail;
  const troubles = troublesOf(detail, now);
  return (
    <Stack>
      <Text>
        {exact ? "" : "About "}
        {filled.toLocaleString()} of {profiles.toLocaleString()} profiles have it (
        {shareWords(fillRate)}), with {distinct.toLocaleString()} different values, as{" "}
        {typeWords(detail)}.
      </Text>
      {troubles.length === 0 ? null : <Troubles troubles={troubles} />}
      {troubles.map(({ kind, advice }) => (
        <Text key={kind} size="sm">
          {advice}
        </Text>
      ))}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <ValueDistribution detail={detail} />
        <AttributeFreshness freshness={detail.freshness} />
      </SimpleGrid>
      <CanonicalEditor detail={detail} />
    </Stack>
  );
}
