import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";

function useAttributes() {
  return useQuery({
    queryKey: ["attributes"],
    refetchInterval: 60_000,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/attributes", { signal })),
  });
}

/** Names of attributes that people and companies have, each once. */
export function useAttributeNames(): string[] {
  const items = useAttributes().data?.items ?? [];
  return [...new Set(items.map(({ name }) => name))].toSorted();
}

/** What people are seen to do, by name. */
export function useBehaviourNames(): string[] {
  const items = useAttributes().data?.behaviours ?? [];
  return [...new Set(items.map(({ name }) => name))].toSorted();
}
