import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { RuleProblem } from "../../shared/segmentation/parse/rule-problem.ts";
import type { ObjectKind, RuleContext } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { answered, api, type Schemas } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import type { Catalogue } from "./model/catalogue.ts";
import { inWords } from "./model/problem-words.ts";
import { sentRule } from "./model/sent-rule.ts";

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

/** Who the rule finds; the last answer stays until the next, and while the rule is unfinished. */
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
  const query = useQuery({
    queryKey: ["preview", object, settled, segmentId],
    enabled: found.length === 0 && isSettled,
    placeholderData: keepPreviousData,
    refetchInterval: again,
    queryFn: ({ signal }) => askPreview(object, settled, segmentId, signal),
  });
  const refused = isSettled ? rulesProblems(query.error) : undefined;
  return {
    preview: query.data,
    problems: found.length > 0 ? found : (refused ?? []),
    isAsking: found.length === 0 && (query.isFetching || !isSettled),
    error: query.error === null || refused !== undefined ? undefined : query.error,
  };
}

function askPreview(
  object: ObjectKind,
  rule: Schemas["Rule"],
  segmentId: string | undefined,
  signal: AbortSignal,
) {
  const body = { object, rule, ...(segmentId === undefined ? {} : { segmentId }) };
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
