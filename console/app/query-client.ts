import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/problem.ts";

const attempts = 3;

/** What a second try may change: the way there, or too many requests at once. */
function mayPass(error: Error): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return error.isOffline || error.status === 429 || error.status >= 500;
}

/** Muster keeps things current to the second; so does its page. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      refetchInterval: 5_000,
      // A request that finds no way is made, fails, and says so; it does not wait in silence.
      networkMode: "always",
      retry: (count, error) => count < attempts && mayPass(error),
    },
    mutations: { networkMode: "always", retry: false },
  },
});
