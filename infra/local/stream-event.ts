import type { _Record, AttributeValue } from "@aws-sdk/client-dynamodb-streams";
import { localAccount, localRegion } from "./intrinsics.ts";
import type { Json } from "./template-json.ts";

/** One record as Lambda hands it over: binary as base64, the instant in seconds. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  /** Milliseconds. */
  readonly createdAt: number;
  readonly keys: Image;
  readonly newImage: Image | undefined;
  readonly json: Readonly<Record<string, unknown>>;
}

type Image = Readonly<Record<string, Json>>;

export interface TumblingWindow {
  /** Milliseconds, inclusive and exclusive. */
  readonly start: number;
  readonly end: number;
  readonly state: Readonly<Record<string, unknown>>;
}

const streamArn = (tableName: string): string =>
  `arn:aws:dynamodb:${localRegion}:${localAccount}:table/${tableName}/stream/local`;

export function streamRecord(tableName: string, record: _Record): StreamRecord {
  const { dynamodb } = record;
  const sequenceNumber = dynamodb?.SequenceNumber ?? "";
  const createdAt = dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0;
  const keys = imageOf(dynamodb?.Keys ?? {});
  const newImage = dynamodb?.NewImage && imageOf(dynamodb.NewImage);
  const oldImage = dynamodb?.OldImage && imageOf(dynamodb.OldImage);
  const json = {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion,
    eventSource: "aws:dynamodb",
    awsRegion: localRegion,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(createdAt / 1000),
      Keys: keys,
      ...(newImage && { NewImage: newImage }),
      ...(oldImage && { OldImage: oldImage }),
      SequenceNumber: sequenceNumber,
      SizeBytes: dynamodb?.SizeBytes,
      StreamViewType: dynamodb?.StreamViewType,
    },
    ...(record.userIdentity && {
      userIdentity: {
        type: record.userIdentity.Type,
        principalId: record.userIdentity.PrincipalId,
      },
    }),
    eventSourceARN: streamArn(tableName),
  };
  return { sequenceNumber, createdAt, keys, newImage, json };
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html — with a tumbling window
 * the event says its shard and carries the state of the window.
 */
export function streamEvent(
  tableName: string,
  shardId: string,
  records: readonly StreamRecord[],
  window?: { readonly window: TumblingWindow; readonly isFinal: boolean },
): object {
  const Records = records.map(({ json }) => json);
  if (window === undefined) return { Records };
  const instant = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
  return {
    Records,
    window: { start: instant(window.window.start), end: instant(window.window.end) },
    state: window.window.state,
    shardId,
    eventSourceARN: streamArn(tableName),
    isFinalInvokeForWindow: window.isFinal,
    isWindowTerminatedEarly: false,
  };
}

const imageOf = (item: Readonly<Record<string, AttributeValue>>): Image =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueOf(value)]));

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function valueOf(value: AttributeValue): Json {
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.L !== undefined) return { L: value.L.map(valueOf) };
  if (value.M !== undefined) return { M: { ...imageOf(value.M) } };
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.SS !== undefined) return { SS: value.SS };
  if (value.NS !== undefined) return { NS: value.NS };
  return { NULL: true };
}
