import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import { PermanentError, RetryableError } from "../runtime/errors.ts";
import { decodeImage } from "../storage/stream-image.ts";
import type { FlowContext } from "./context.ts";
import { sayHowFar } from "./correlation.ts";
import type { ProfileRecordImage } from "./derive-views.ts";
import { noticingLateness } from "./publish-lateness.ts";
import { type PublishContext, publishMemberships } from "./publish-memberships.ts";

/**
 * Publishes a batch of the stream. When it fails, the stream gives it again. Lambda sets
 * aside the whole of a batch that keeps failing, and halves one only when the function
 * throws: so it does until what fails stands alone, and those beside it flow.
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
    await noticingLateness(context, shardId, images, () =>
      publishMemberships(context, shardId, images),
    );
  } catch (error) {
    context.log.error("publishing failed", error, { records: records.length });
    return failingFrom(records[0], records);
  }
  sayHowFar(
    context.log,
    "changes published",
    images.map(({ note }) => note),
  );
  return unreadable === undefined ? { batchItemFailures: [] } : failingFrom(unreadable, records);
}

function failingFrom(
  record: DynamoDBRecord | undefined,
  records: readonly DynamoDBRecord[],
): DynamoDBBatchResponse {
  if (record === records[0] && records.length > 1)
    throw new RetryableError("publishing failed at the batch's first record; halve it");
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
