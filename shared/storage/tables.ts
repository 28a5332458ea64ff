import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ConflictError, PermanentError, RetryableError } from "../runtime/errors.ts";

export interface TableNames {
  readonly profiles: string;
  readonly views: string;
  readonly registry: string;
}

/** The document client and the names of the three tables: what every storage room is made from. */
export interface Tables extends TableNames {
  readonly client: DynamoDBDocumentClient;
}

/**
 * A request is given up after this long, and a write to a profile is sent at most once,
 * so that no write lands long after the index it was decided by was read.
 */
export const requestTimeoutMs = 1_000;

export function openTables(names: TableNames): Tables {
  const client = new DynamoDBClient({
    maxAttempts: 1,
    requestHandler: { requestTimeout: requestTimeoutMs, connectionTimeout: 1_000 },
  });
  return {
    ...names,
    client: DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    }),
  };
}

const passing = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "LimitExceededException",
  "InternalServerError",
  "ServiceUnavailable",
  "TransactionConflictException",
  "TransactionInProgressException",
  "TimeoutError",
  "NetworkingError",
]);

/**
 * Runs a request and says of a failure what happens next: `ConflictError` when a
 * condition did not hold, `RetryableError` for what passes.
 */
export async function request<Answer>(what: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw translated(what, error);
  }
}

function translated(what: string, error: unknown): Error {
  const options = { cause: error };
  if (error instanceof ConditionalCheckFailedException)
    return new ConflictError(`${what}: somebody else wrote first`, options);
  if (error instanceof TransactionCanceledException) {
    const conflict = error.CancellationReasons?.some(
      (reason) => reason.Code === "ConditionalCheckFailed" || reason.Code === "TransactionConflict",
    );
    if (conflict) return new ConflictError(`${what}: somebody else wrote first`, options);
    return new RetryableError(`${what}: the transaction was cancelled`, options);
  }
  if (error instanceof Error && isPassing(error))
    return new RetryableError(`${what}: ${error.name}`, options);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : "unknown error";
  return new PermanentError(`${what}: ${reason}`, options);
}

function isPassing(error: Error): boolean {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return (
    passing.has(error.name) || code.startsWith("ECONN") || code === "EPIPE" || code === "ETIMEDOUT"
  );
}
