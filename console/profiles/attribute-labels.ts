import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { spokenName } from "../parts/spoken-name.ts";
import type { Profile } from "./profile.ts";

/** What the sources call attributes; the attribute's own name in words where none says. */
export function useAttributeLabels(object: Profile["object"]): (name: string) => string {
  const { data } = useQuery({
    queryKey: ["attributes"],
    refetchInterval: 60_000,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/attributes", { signal })),
  });
  const labels = new Map<string, string>();
  for (const each of data?.items ?? []) {
    const label = each.sources?.[0]?.label;
    if (each.object === object && label !== undefined) labels.set(each.name, label);
  }
  return (name) => labels.get(name) ?? spokenName(name);
}
