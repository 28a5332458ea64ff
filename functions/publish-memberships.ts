import middy from "@middy/core";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { openContext } from "../shared/flow/open-context.ts";
import { publishStream } from "../shared/flow/publish-stream.ts";

const context = openContext();

/** Stream of profiles → member lists, transitions, counts, events. */
export const handler = middy<
  DynamoDBStreamEvent & { shardId?: string },
  DynamoDBBatchResponse
>().handler((event) => publishStream(context, event.shardId ?? "unknown", event.Records));
