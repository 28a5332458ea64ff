import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../../api/client.ts";
import type { Option } from "../model/catalogue.ts";
import { useBuilder } from "../rule/builder-context.ts";
import { textOf, type ValueOf } from "./value-input.ts";

interface CommonValue extends Option {
  /** Profiles that have it, where that was counted. */
  readonly count?: number;
}

const rarely = 60_000;

/** Values to choose from: those that profiles have, the most frequent first, then the others that are allowed. */
export function useCommonValues({ field, object, type }: ValueOf): CommonValue[] {
  const { catalogue } = useBuilder();
  const isAsked =
    object !== undefined && type !== "date" && type !== "datetime" && type !== "boolean";
  const { data } = useQuery({
    queryKey: ["attribute-values", object, field],
    enabled:
      isAsked && catalogue.attributes.some((each) => each.object === object && each.name === field),
    staleTime: rarely,
    refetchInterval: false,
    queryFn: ({ signal }) =>
      answered(
        api.GET("/api/v1/attributes/{object}/{name}", {
          params: { path: { object: object ?? "contact", name: field } },
          signal,
        }),
      ),
  });
  if (object === undefined) return behaviourNames(field, catalogue.behaviours);
  const attribute = catalogue.attributes.find(
    (each) => each.object === object && each.name === field,
  );
  const labels = new Map((attribute?.options ?? []).map(({ value, label }) => [value, label]));
  const seen = (data?.values ?? []).flatMap(({ value, count }) => {
    const text = textOf(value);
    return text === "" ? [] : [{ value: text, label: labels.get(text) ?? text, count }];
  });
  const known = new Set(seen.map(({ value }) => value));
  return [...seen, ...(attribute?.options ?? []).filter(({ value }) => !known.has(value))];
}

function behaviourNames(
  field: string,
  behaviours: readonly { readonly name: string; readonly count: number }[],
): CommonValue[] {
  if (field !== "name") return [];
  return behaviours.map(({ name, count }) => ({ value: name, label: name, count }));
}
