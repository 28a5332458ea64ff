import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schemas, tagged } from "../api/client.ts";

export type Segment = Schemas["Segment"];

/** A segment as it was read: an edit names the revision it was made on. */
export interface ReadSegment {
  readonly data: Segment;
  readonly etag: string | undefined;
}

export function useSegment(id: string) {
  return useQuery<ReadSegment>({
    queryKey: ["segment", id],
    queryFn: ({ signal }) =>
      tagged(api.GET("/api/v1/segments/{id}", { params: { path: { id } }, signal })),
  });
}

/** `If-Match`, where it is known what an edit was made on. */
export function onlyOver(etag: string | undefined): { headers?: { "if-match": string } } {
  return etag === undefined ? {} : { headers: { "if-match": etag } };
}

/** Changes a segment; whatever comes of it, it is read again. */
export function useSegmentChange<Wanted = void, Answer = unknown>(
  id: string,
  change: (wanted: Wanted) => Promise<Answer>,
  onDone: () => void = () => {},
) {
  const known = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: onDone,
    onSettled: () =>
      Promise.all([
        known.invalidateQueries({ queryKey: ["segment", id] }),
        known.invalidateQueries({ queryKey: ["segments"] }),
      ]),
  });
}
