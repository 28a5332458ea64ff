import middy from "@middy/core";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { openContext } from "../shared/flow/open-context.ts";
import { publishStream } from "../shared/flow/publish-stream.ts";
import { saying } from "../shared/runtime/logger.ts";

const context = openContext();

/** Stream of profiles → member lists, transitions, counts, events. */
export const handler = middy<
  DynamoDBStreamEvent & { shardId?: string },
  DynamoDBBatchResponse
>().handler((event, { awsRequestId: requestId }) => {
  // Records that are set aside name the request: here it leads to the reason.
  const log = saying(context.log, { requestId });
  return publishStream({ ...context, log }, event.shardId ?? "unknown", event.Records);
});
