import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** A request handler that a plain `node:http` server can be given. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The operation of `X-Amz-Target: <service>.<operation>`, `undefined` for another service. */
export const operationOf = (request: IncomingMessage, service: string): string | undefined => {
  const target = request.headers["x-amz-target"];
  if (typeof target !== "string" || !target.startsWith(`${service}.`)) return undefined;
  return target.slice(service.length + 1);
};

/** @throws SyntaxError where the body is not JSON */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const body = await text(request);
  return body === "" ? {} : JSON.parse(body);
};

export interface JsonAnswer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers in the AWS JSON protocol of the given version. */
export const answerJson = (
  response: ServerResponse,
  version: "1.0" | "1.1",
  { status, body, headers }: JsonAnswer,
): void => {
  if (response.destroyed) return;
  const content = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": `application/x-amz-json-${version}`,
    "content-length": Buffer.byteLength(content),
    "x-amzn-requestid": randomUUID(),
    ...headers,
  });
  response.end(content);
};
