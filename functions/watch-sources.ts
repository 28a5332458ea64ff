import middy from "@middy/core";
import { openContext } from "../shared/flow/open-context.ts";
import { watchSources } from "../shared/flow/watch-sources.ts";

const context = openContext();

/** Every five minutes → the queue of sources to look after. */
export const handler = middy<unknown, { sources: number }>().handler(async () => ({
  sources: await watchSources(context),
}));
