import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { RuleProblem } from "../../shared/segmentation/parse/rule-problem.ts";
import type { ObjectKind, RuleContext } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { answered, api, type Schemas } from "../api/client.ts";
import type { paths } from "../api/openapi.d.ts";
import { ApiProblem } from "../api/problem.ts";
import type { Catalogue } from "./model/catalogue.ts";
import { inWords } from "./model/problem-words.ts";
import { sentRule } from "./model/sent-rule.ts";

type Asked = NonNullable<
  paths["/api/v1/segments/preview"]["post"]["requestBody"]
>["content"]["application/json"];
export type Preview = Awaited<ReturnType<typeof askPreview>>;

/** What is known of whom a rule finds. */
export interface Previewed {
  readonly preview: Preview | undefined;
  /** What is still to be finished, as the engine says it; the API's own where only it can know. */
  readonly problems: readonly RuleProblem[];
  readonly isAsking: boolean;
  /** Anything but a rule that cannot be. */
  readonly error: Error | undefined;
}

/** So long nothing is asked while somebody types. */
const restMs = 120;
const again = 30_000;
/** Enough to show at once about how many there are, before all are counted. */
const aFew = 1_000;

/**
 * Who the rule finds: of many profiles first by a sample, then exactly. The last answer stays until
 * the next, and while the rule is unfinished.
 */
export function usePreview(
  object: ObjectKind,
  rule: RuleGroup,
  catalogue: Catalogue,
  segmentId: string | undefined,
): Previewed {
  const asked = useMemo(() => sentRule(rule), [rule]);
  const found = useMemo(() => problemsOf(asked, object, catalogue), [asked, object, catalogue]);
  const [settled] = useDebouncedValue(asked, restMs);
  const isSettled = settled === asked;
  const canAsk = found.length === 0 && isSettled;
  const body = { object, rule: settled, ...(segmentId === undefined ? {} : { segmentId }) };
  const roughly = useQuery<Preview>({
    queryKey: ["preview", body, "roughly"],
    enabled: canAsk,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.exact === true ? again : false),
    queryFn: ({ signal }) => askPreview({ ...body, atMost: aFew }, signal),
  });
  const isRough = roughly.data?.exact === false;
  const exactly = useQuery<Preview>({
    queryKey: ["preview", body, "exactly"],
    enabled: canAsk && isRough && !roughly.isPlaceholderData,
    placeholderData: keepPreviousData,
    refetchInterval: again,
    queryFn: ({ signal }) => askPreview(body, signal),
  });
  const error = roughly.error ?? exactly.error;
  const refused = isSettled ? rulesProblems(error) : undefined;
  const isExactOld = exactly.isPlaceholderData && !roughly.isPlaceholderData;
  return {
    preview: isRough && !isExactOld ? (exactly.data ?? roughly.data) : roughly.data,
    problems: found.length > 0 ? found : (refused ?? []),
    isAsking: found.length === 0 && (roughly.isFetching || exactly.isFetching || !isSettled),
    error: error === null || refused !== undefined ? undefined : error,
  };
}

function askPreview(body: Asked, signal: AbortSignal) {
  return answered(api.POST("/api/v1/segments/preview", { body, signal }));
}

/** The engine itself reads the rule here, so that nothing unfinished is sent. */
function problemsOf(
  rule: unknown,
  object: ObjectKind,
  catalogue: Catalogue,
): readonly RuleProblem[] {
  const parsed = parseRule(rule, contextOf(object, catalogue));
  return parsed.ok ? [] : parsed.problems.map((problem) => inWords(problem, rule));
}

function contextOf(object: ObjectKind, { attributes }: Catalogue): RuleContext {
  const declared = (of: ObjectKind) =>
    new Map(
      attributes.flatMap((each) =>
        each.object === of && each.declared !== undefined
          ? [[each.name, { type: each.declared }] as const]
          : [],
      ),
    );
  // The zone moves windows, not whether a rule can be read.
  return {
    object,
    zone: "UTC",
    attributes: { contact: declared("contact"), company: declared("company") },
  };
}

/** Pointers of the API start at the body, the builder's at the rule. */
function rulesProblems(error: Error | null): RuleProblem[] | undefined {
  if (!(error instanceof ApiProblem) || error.status !== 422) return undefined;
  const faults: Schemas["Problem"]["errors"] = error.document.errors ?? [];
  return faults.map(({ pointer = "", detail }) => ({
    pointer: pointer.replace(/^\/rule/, ""),
    message: detail,
  }));
}
