import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure, Waiting } from "./states.tsx";

interface LoadedProps<T> {
  readonly query: UseQueryResult<T, Error>;
  /** Finishes the sentence "Loading …". */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** Shows a query's data; meanwhile that it loads, and above older data that newer failed. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>) {
  if (query.data === undefined) {
    return query.error === null ? <Waiting for={what} /> : <Failure error={query.error} />;
  }
  return (
    <>
      {query.error === null ? null : <Failure error={query.error} />}
      {children(query.data)}
    </>
  );
}
