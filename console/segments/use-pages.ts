import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback } from "react";

interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string | undefined;
}

/** Reading many pages again and again costs more than it tells. */
const fewPages = 2;

/** A list of the API that is read as one comes to its end; kept current while it is short. */
export function usePages<Item>(
  queryKey: readonly unknown[],
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<Item>>,
) {
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: "",
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => read(pageParam === "" ? undefined : pageParam, signal),
    getNextPageParam: (last) => last.cursor,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > fewPages ? false : 5_000),
  });
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return { query, items: query.data?.pages.flatMap((page) => page.items) ?? [], more };
}
