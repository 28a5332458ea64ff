import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { answered, api } from "../api/client.ts";
import { useConnectionNames, useSegments } from "../parts/known-names.ts";
import { attributeOf, type Catalogue } from "./model/catalogue.ts";

const rarely = 60_000;

/** What rules can ask for; refreshed seldom, so that nothing moves while somebody chooses. */
export function useCatalogue(): {
  readonly query: UseQueryResult<unknown, Error>;
  readonly catalogue: Catalogue | undefined;
} {
  const connectionName = useConnectionNames();
  const segments = useSegments();
  const attributes = useQuery({
    queryKey: ["attributes"],
    refetchInterval: rarely,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/attributes", { signal })),
  });
  const names = connectionName;
  const catalogue = useMemo((): Catalogue | undefined => {
    if (attributes.data === undefined || segments.data === undefined) return undefined;
    const { items, behaviours, profiles } = attributes.data;
    return {
      attributes: items.map((each) => attributeOf(each, names)),
      behaviours,
      segments: segments.data.items.map(({ id, name, object }) => ({ id, name, object })),
      profiles: { contact: profiles["contact"] ?? 0, company: profiles["company"] ?? 0 },
    };
  }, [attributes.data, segments.data, names]);
  return { query: attributes.data === undefined ? attributes : segments, catalogue };
}
