import middy from "@middy/core";
import { enqueueDue } from "../shared/flow/enqueue-due.ts";
import { openContext } from "../shared/flow/open-context.ts";

const context = openContext();

/** Every minute → delayed messages for what is due soon. */
export const handler = middy<unknown, { due: number }>().handler(async () => ({
  due: await enqueueDue(context),
}));
