import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../../api/client.ts";
import type { Segment } from "./list-view.ts";

/** More than these are too much to ask for every five seconds. */
const manySegments = 1_000;

/** Every segment, page by page; the retired only where these are asked for. */
export function useAllSegments(retired: boolean) {
  return useQuery<Segment[]>({
    queryKey: ["segments", retired ? "retired" : "all"],
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) > manySegments ? 60_000 : 5_000),
    queryFn: async ({ signal }) => {
      const found: Segment[] = [];
      let cursor: string | undefined;
      do {
        const query = {
          limit: 1_000,
          ...(retired ? { state: "retired" as const } : {}),
          ...(cursor === undefined ? {} : { cursor }),
        };
        const page = await answered(api.GET("/api/v1/segments", { params: { query }, signal }));
        found.push(...page.items);
        cursor = page.cursor;
      } while (cursor !== undefined);
      return found;
    },
  });
}
