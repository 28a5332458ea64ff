import type { IncomingMessage, ServerResponse } from "node:http";
import {
  answerJson,
  type JsonAnswer,
  operationOf,
  type RequestHandler,
  readJson,
} from "./aws-json.ts";
import { type ActionContext, queueActions } from "./queue-actions.ts";
import { QueueError } from "./queue-error.ts";
import type { QueueStore } from "./queue-store.ts";

export interface QueueServerOptions {
  /** Named in ARNs. */
  readonly region: string;
}

/**
 * The SQS API in AWS JSON 1.0 over the given store, at any path (SDKs post to the queue's URL).
 * Signatures are not checked: it listens on loopback only.
 */
export const createQueueHandler =
  (store: QueueStore, { region }: QueueServerOptions = { region: "us-east-1" }): RequestHandler =>
  async (request, response) => {
    const origin = `http://${request.headers.host ?? "localhost"}`;
    const context = { store, origin, region, hangUp: hangUpOf(response) };
    answerJson(response, "1.0", await answerTo(request, context));
  };

const answerTo = async (request: IncomingMessage, context: ActionContext): Promise<JsonAnswer> => {
  const operation = operationOf(request, "AmazonSQS") ?? "";
  try {
    const perform = queueActions.get(operation);
    const input = await readJson(request);
    if (perform) return { status: 200, body: await perform(input, context) };
    const reason = `The local queues do not offer the operation '${operation}'.`;
    throw new QueueError("UnsupportedOperation", reason);
  } catch (error) {
    return refusal(error);
  }
};

const refusal = (error: unknown): JsonAnswer => {
  if (error instanceof QueueError) {
    return {
      status: error.status,
      headers: { "x-amzn-query-error": `${error.queryCode};Sender` },
      body: { __type: `com.amazonaws.sqs#${error.refusal}`, message: error.message },
    };
  }
  if (error instanceof SyntaxError) {
    const body = {
      __type: "com.amazon.coral.service#SerializationException",
      message: "Not JSON.",
    };
    return { status: 400, body };
  }
  const message = error instanceof Error ? error.message : String(error);
  console.error(
    JSON.stringify({ level: "error", message: "A queue request failed", cause: message }),
  );
  const headers = { "x-amzn-query-error": "InternalFailure;Receiver" };
  return { status: 500, headers, body: { __type: "com.amazonaws.sqs#InternalFailure", message } };
};

const hangUpOf = (response: ServerResponse): AbortSignal => {
  const controller = new AbortController();
  response.once("close", () => controller.abort());
  return controller.signal;
};
