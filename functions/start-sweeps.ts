import middy from "@middy/core";
import { openContext } from "../shared/flow/open-context.ts";
import { startDueSweeps } from "../shared/flow/start-sweep.ts";

const context = openContext();

/** Every quarter of an hour → the sweeps of the destinations whose time of the day it is. */
export const handler = middy<unknown, { started: number }>().handler(async () => ({
  started: await startDueSweeps(context),
}));
