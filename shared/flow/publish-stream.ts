import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import { PermanentError } from "../runtime/errors.ts";
import { decodeImage } from "../storage/stream-image.ts";
import {
  type ProfileRecordImage,
  publishMemberships,
  type PublishContext,
} from "./publish-memberships.ts";
import type { FlowContext } from "./context.ts";

/**
 * Publishes a batch of the stream. When it fails, the stream gives it again from its first
 * record; a record that cannot be read stops the batch before it, so that Lambda sets just
 * that record aside.
 */
export async function publishStream(
  context: PublishContext & Pick<FlowContext, "log">,
  shardId: string,
  records: readonly DynamoDBRecord[],
): Promise<DynamoDBBatchResponse> {
  const images: ProfileRecordImage[] = [];
  let unreadable: DynamoDBRecord | undefined;
  for (const record of records) {
    if (record.eventName === "REMOVE") continue;
    try {
      images.push(imageOf(record));
    } catch (error) {
      context.log.error("unreadable record in the stream", error, { eventId: record.eventID });
      unreadable = record;
      break;
    }
  }
  try {
    await publishMemberships(context, shardId, images);
  } catch (error) {
    context.log.error("publishing failed", error, { records: records.length });
    return failingFrom(records[0]);
  }
  return unreadable === undefined ? { batchItemFailures: [] } : failingFrom(unreadable);
}

function failingFrom(record: DynamoDBRecord | undefined): DynamoDBBatchResponse {
  return { batchItemFailures: [{ itemIdentifier: record?.dynamodb?.SequenceNumber ?? "" }] };
}

function imageOf({ dynamodb }: DynamoDBRecord): ProfileRecordImage {
  const sequenceNumber = dynamodb?.SequenceNumber;
  if (sequenceNumber === undefined)
    throw new PermanentError("a stream record without a sequence number");
  const { profile, note } = decodeImage(dynamodb?.NewImage);
  const before =
    dynamodb?.OldImage === undefined ? undefined : decodeImage(dynamodb.OldImage).profile;
  return { sequenceNumber, before, after: profile, note };
}
