import { z } from "zod";

const responseSchema = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
    state: z.record(z.string(), z.unknown()).nullish(),
  })
  .nullish();

export interface BatchResponse {
  /** Identifiers of the failed items. */
  readonly failed: ReadonlySet<string>;
  /** What a tumbling window carries to its next invocation. */
  readonly state: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Reads a function's answer to a batch. Lambda counts the whole batch as failed where the answer
 * is malformed or names an item that the batch does not hold; so does the error thrown here.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function readBatchResponse(answer: unknown, identifiers: readonly string[]): BatchResponse {
  const response = responseSchema.parse(answer);
  const failed = new Set((response?.batchItemFailures ?? []).map((item) => item.itemIdentifier));
  for (const identifier of failed) {
    if (identifiers.includes(identifier)) continue;
    throw new Error(`The function reports "${identifier}", which is not an item of the batch.`);
  }
  return { failed, state: response?.state ?? undefined };
}
