import middy from "@middy/core";
import { enqueueDue } from "../shared/flow/enqueue-due.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { retireOutlived } from "../shared/flow/retire-outlived.ts";

const context = openContext();

/** Every minute → delayed messages for what is due soon, and the end of what is over. */
export const handler = middy<unknown, { due: number; retired: number }>().handler(async () => ({
  due: await enqueueDue(context),
  retired: await retireOutlived(context),
}));
