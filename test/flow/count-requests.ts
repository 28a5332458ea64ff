import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** Requests that leave this process for the database while the work runs; the index root is read before. */
export async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const counted = (): void => {
    count += 1;
  };
  subscribe("http.client.request.start", counted);
  try {
    await work();
  } finally {
    unsubscribe("http.client.request.start", counted);
  }
  return count;
}
