import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";

export type ProfileCard = Schemas["ProfileCard"];

interface ProfileSearch {
  /** Empty: whoever is there. */
  readonly query: string;
  readonly object?: "contact" | "company" | undefined;
  readonly limit: number;
  readonly enabled?: boolean;
}

/** People and companies that a text may mean; the last answer stays while the next is asked for. */
export function useProfileSearch({ query, object, limit, enabled = true }: ProfileSearch) {
  const asked = { query, limit, ...(object === undefined ? {} : { object }) };
  return useQuery({
    queryKey: ["profile-search", asked],
    enabled,
    staleTime: 10_000,
    refetchInterval: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/profiles/search", { params: { query: asked }, signal })),
  });
}

/** What to call somebody of whom perhaps nothing is known. */
export function calledName({ name, object }: Pick<ProfileCard, "name" | "object">): string {
  return name ?? (object === "contact" ? "A person without a name" : "A company without a name");
}
