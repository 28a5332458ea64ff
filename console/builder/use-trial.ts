import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { answered, api, type Schemas } from "../api/client.ts";
import { sentRule } from "./model/sent-rule.ts";
import { trialByPointer } from "./model/trial.ts";

/** Where the rule as it is now holds of one profile; undefined while nobody is tried. */
export function useTrial(
  tried: Pick<Schemas["ProfileCard"], "id"> | undefined,
  rule: RuleGroup,
  isFinished: boolean,
): ReadonlyMap<string, Schemas["ExplanationNode"]> | undefined {
  const asked = useMemo(() => sentRule(rule), [rule]);
  const id = tried?.id ?? "";
  const { data } = useQuery({
    queryKey: ["trial", id, asked],
    enabled: tried !== undefined && isFinished,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answered(
        api.POST("/api/v1/profiles/{id}/explanation", {
          params: { path: { id } },
          body: { rule: asked },
          signal,
        }),
      ),
  });
  return useMemo(
    () =>
      data === undefined || data.profileId !== tried?.id || !isFinished
        ? undefined
        : trialByPointer(data.tree),
    [data, tried, isFinished],
  );
}
