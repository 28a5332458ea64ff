import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";

const rarely = 30_000;

/** All segments but the retired, for pickers and names. */
export function useSegments() {
  return useQuery({
    queryKey: ["segments"],
    refetchInterval: rarely,
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/segments", { params: { query: { limit: 1_000 } }, signal })),
  });
}

/** What the systems are called that data comes from. */
export function useConnectionNames(): (id: string) => string {
  const { data } = useQuery({
    queryKey: ["connections"],
    refetchInterval: rarely,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/connections", { signal })),
  });
  const names = new Map((data?.items ?? []).map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? (data === undefined ? "…" : "a removed connection");
}
