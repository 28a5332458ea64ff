import * as http from "node:http";
import * as https from "node:https";
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ConflictError, PermanentError, RetryableError } from "../runtime/errors.ts";
import { closingRested } from "../runtime/rested-connections.ts";

export interface TableNames {
  readonly profiles: string;
  readonly views: string;
  readonly registry: string;
}

/** The document client and the names of the three tables: what every storage room is made from. */
export interface Tables extends TableNames {
  readonly client: DynamoDBDocumentClient;
}

/** As the SDK's own agents. */
const kept = { keepAlive: true, maxSockets: 50 };

/** A request that takes longer is given up. */
const requestTimeoutMs = 10_000;

/**
 * A write to a profile is sent once and given up after this long, so that none lands long
 * after the index it was decided by was read.
 */
export const writeTimeoutMs = 1_000;

/** Ends a write in time; whether it landed is then unknown, so the caller reads again. */
export function writeDeadline(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(writeTimeoutMs) };
}

export function openTables(names: TableNames): Tables {
  const [httpAgent, httpsAgent] = [new http.Agent(kept), new https.Agent(kept)];
  const client = new DynamoDBClient({
    maxAttempts: 1,
    requestHandler: {
      httpAgent,
      httpsAgent,
      requestTimeout: requestTimeoutMs,
      connectionTimeout: requestTimeoutMs,
      // Without this the SDK only logs that the time is over, and waits on.
      throwOnRequestTimeout: true,
    },
  });
  const closeRested = closingRested(httpAgent, httpsAgent);
  client.middlewareStack.add(
    (next) => (request) => {
      closeRested();
      return next(request);
    },
    { step: "finalizeRequest", name: "closeRested" },
  );
  return {
    ...names,
    client: DynamoDBDocumentClient.from(client, {
      // Without the latter a map with a key "constructor" is taken for an instance of a class.
      marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    }),
  };
}

/** The database will never take it; everything else it says may be otherwise in an hour. */
const refused = new Set([
  "ValidationException",
  "SerializationException",
  "ItemCollectionSizeLimitExceededException",
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
  if (
    error instanceof ConditionalCheckFailedException ||
    error instanceof TransactionConflictException
  )
    return new ConflictError(`${what}: somebody else wrote first`, options);
  if (error instanceof TransactionCanceledException) {
    const conflict = error.CancellationReasons?.some(
      (reason) => reason.Code === "ConditionalCheckFailed" || reason.Code === "TransactionConflict",
    );
    if (conflict) return new ConflictError(`${what}: somebody else wrote first`, options);
    const invalid = error.CancellationReasons?.find((reason) => reason.Code === "ValidationError");
    if (invalid) return new PermanentError(`${what}: ${invalid.Message ?? "refused"}`, options);
    return new RetryableError(`${what}: the transaction was cancelled`, options);
  }
  if (error instanceof Error && error.name === "AbortError")
    return new ConflictError(`${what}: gave up waiting; it may have been written`, options);
  if (error instanceof Error && mayPass(error))
    return new RetryableError(`${what}: ${error.name}`, options);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : "unknown error";
  return new PermanentError(`${what}: ${reason}`, options);
}

/** What the database or the network said; an error of neither is one of ours. */
function mayPass(error: Error): boolean {
  if (refused.has(error.name)) return false;
  return error.name === "TimeoutError" || "$metadata" in error || "code" in error;
}
