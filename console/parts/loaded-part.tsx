import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "./states.tsx";

interface LoadedPartProps<T> {
  readonly query: UseQueryResult<T, Error>;
  /** About as many pixels as it will take, so that nothing jumps. */
  readonly height: number;
  readonly children: (data: T) => ReactNode;
}

/** As `Loaded`, of a part of a page. */
export function LoadedPart<T>({ query, height, children }: LoadedPartProps<T>) {
  if (query.data === undefined)
    return query.error === null ? <Skeleton h={height} /> : <Failure error={query.error} />;
  return (
    <>
      {query.error === null ? null : <Failure error={query.error} />}
      {children(query.data)}
    </>
  );
}
