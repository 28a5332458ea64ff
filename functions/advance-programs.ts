import middy from "@middy/core";
import { advancePrograms } from "../shared/flow/advance-programs.ts";
import { openContext } from "../shared/flow/open-context.ts";

const context = openContext();

/** Every minute → windows of programs that open or close, certificates that expire. */
export const handler = middy<unknown, { advanced: number }>().handler(async () => ({
  advanced: await advancePrograms(context),
}));
