import { useQuery } from "@tanstack/react-query";
import { useParams, useSearchParams } from "wouter";
import { RuleGroup } from "../../shared/segmentation/rule.ts";
import { api, tagged } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { Failure, Waiting } from "../parts/states.tsx";
import { Builder } from "./builder.tsx";
import type { Catalogue } from "./model/catalogue.ts";
import { newestOf } from "./save/add-version.ts";
import { useCatalogue } from "./use-catalogue.ts";

/** Where segments are described: a new one, or another version of one that is there. */
export default function BuilderPage() {
  const { id } = useParams<{ id?: string }>();
  const { query, catalogue } = useCatalogue();
  if (catalogue !== undefined)
    return id === undefined ? (
      <NewSegment catalogue={catalogue} />
    ) : (
      <EditedSegment key={id} id={id} catalogue={catalogue} />
    );
  return (
    <Page title={id === undefined ? "New segment" : "Edit the rule"}>
      {query.error === null ? (
        <Waiting for="what rules can ask for" />
      ) : (
        <Failure error={query.error} />
      )}
    </Page>
  );
}

const everyone: RuleGroup = { combinator: "and", rules: [] };

function NewSegment({ catalogue }: { readonly catalogue: Catalogue }) {
  const [search, setSearch] = useSearchParams();
  const object = search.get("of") === "company" ? "company" : "contact";
  const given = search.get("start");
  const draftKey = given === null ? `new-${object}` : `new-${given}`;
  return (
    <Builder
      key={draftKey}
      catalogue={catalogue}
      object={object}
      start={ruleIn(given) ?? everyone}
      draftKey={draftKey}
      onObject={(next) => setSearch({ of: next }, { replace: true })}
    />
  );
}

/** A rule that the address brings along, as other pages suggest one. */
function ruleIn(text: string | null): RuleGroup | undefined {
  if (text === null) return undefined;
  try {
    return RuleGroup.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

interface EditedSegmentProps {
  readonly id: string;
  readonly catalogue: Catalogue;
}

function EditedSegment({ id, catalogue }: EditedSegmentProps) {
  const segment = useQuery({
    queryKey: ["segment-to-edit", id],
    // What is edited does not change under the reader's hands; saving says if it has changed.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchInterval: false,
    queryFn: ({ signal }) =>
      tagged(api.GET("/api/v1/segments/{id}", { params: { path: { id } }, signal })),
  });
  return (
    <Loaded query={segment} what="the segment">
      {({ data, etag }) => (
        <Builder
          catalogue={catalogue}
          object={data.object}
          start={data.rule}
          draftKey={id}
          segment={{ id, name: data.name, newest: newestOf(data).version, etag }}
        />
      )}
    </Loaded>
  );
}
