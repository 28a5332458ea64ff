import { useQuery } from "@tanstack/react-query";
import { answered, api, type Schemas, tagged } from "../api/client.ts";

export type Connection = Schemas["Connection"];
export type ConnectionKind = Schemas["ConnectionKind"];

export function useConnections() {
  return useQuery({
    queryKey: ["connections"],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/connections", { signal })),
  });
}

/** With its `ETag`, for an edit that must not overwrite somebody else's. */
export function useConnection(id: string) {
  return useQuery({
    queryKey: ["connection", id],
    queryFn: ({ signal }) =>
      tagged(api.GET("/api/v1/connections/{id}", { params: { path: { id } }, signal })),
  });
}

/** What can be connected, and what each system asks for: the same until Muster is renewed. */
export function useConnectionKinds() {
  return useQuery({
    queryKey: ["connection-kinds"],
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/connection-kinds", { signal })),
  });
}
