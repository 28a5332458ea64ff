import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localAccount, localRegion } from "./intrinsics.ts";
import type { StreamRecord } from "./stream-event.ts";

export interface SetAside {
  readonly tableName: string;
  readonly shardId: string;
  readonly functionName: string;
  readonly attempts: number;
  readonly condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  readonly records: readonly StreamRecord[];
}

/**
 * Writes records that could not be handled into the folder that stands for a bucket, whole, in the
 * shape and under the key that Lambda gives them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function setAside(bucketFolder: string, failed: SetAside): void {
  const { tableName, shardId, functionName, records } = failed;
  const now = new Date().toISOString();
  const folder = join(
    bucketFolder,
    "aws/lambda",
    functionName,
    shardId,
    now.slice(0, 10).replaceAll("-", "/"),
  );
  const sequence = records.map(({ sequenceNumber }) => sequenceNumber);
  const content = {
    requestContext: {
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:${localRegion}:${localAccount}:function:${functionName}`,
      condition: failed.condition,
      approximateInvokeCount: failed.attempts,
    },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp: now,
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: sequence.at(0),
      endSequenceNumber: sequence.at(-1),
      batchSize: records.length,
      streamArn: `arn:aws:dynamodb:${localRegion}:${localAccount}:table/${tableName}/stream/local`,
    },
    payload: { Records: records.map(({ json }) => json) },
  };
  mkdirSync(folder, { recursive: true });
  const name = `${now.slice(0, 19).replaceAll(":", ".")}-${randomUUID()}`;
  writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
}
