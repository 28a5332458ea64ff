import middy from "@middy/core";
import { keepAccess } from "../shared/flow/keep-access.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { RetryableError } from "../shared/runtime/errors.ts";

const context = openContext();

/** Every day → access that nobody used for long is renewed before it lapses. */
export const handler = middy<unknown, { renewed: number }>().handler(async () => {
  const { renewed, failed } = await keepAccess(context);
  if (failed > 0) throw new RetryableError(`The access of ${failed} connections was not renewed.`);
  return { renewed };
});
