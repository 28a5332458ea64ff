import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { answered, api } from "../api/client.ts";
import { type Happening, joined } from "./feed.ts";

interface Feed {
  readonly shown: readonly Happening[];
  /** What came since it was paused; while it runs, nothing. */
  readonly held: readonly Happening[];
}

const none: readonly Happening[] = [];

/**
 * Follows what happens. While it is paused nothing moves: what comes is held back and counted, and
 * shown at once when it goes on.
 */
export function useFeed(isPaused: boolean) {
  const [feed, setFeed] = useState<Feed>({ shown: none, held: none });
  const cursor = useRef<string | undefined>(undefined);
  const news = useQuery({
    queryKey: ["activity"],
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const after = cursor.current === undefined ? {} : { after: cursor.current };
      const query = { limit: 200, ...after };
      const answer = await answered(api.GET("/api/v1/activity", { params: { query }, signal }));
      cursor.current = answer.cursor;
      return answer.items;
    },
  });
  useEffect(() => {
    const items = news.data ?? none;
    setFeed(({ shown, held }) => {
      const known = new Set(shown.map(({ id }) => id));
      const waiting = joined(
        items.filter(({ id }) => !known.has(id)),
        held,
      );
      return isPaused ? { shown, held: waiting } : { shown: joined(waiting, shown), held: none };
    });
  }, [news.data, isPaused]);
  return {
    happenings: feed.shown,
    waiting: feed.held.length,
    error: news.error,
    isLoading: news.data === undefined && news.error === null,
  };
}
