import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import { AuthenticationError, type MusterError, SetupError } from "../../runtime/errors.ts";
import { afterFirst } from "../after-first.ts";
import type { PushRequest } from "../connector.ts";
import { answerFailure, bodyOf, isSuccess, type JsonAnswer, sendJson } from "../json-api.ts";
import { keyAccess } from "../key-access.ts";

const system = "ActiveCampaign";

interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Behind `/api/3`. */
  readonly path: string;
  readonly json?: object;
}

/** An account's API 3, at the pace of its budget. */
export interface Account {
  /** Any answer, as it is. */
  send(call: Call): Promise<JsonAnswer>;
  /** The body of a successful answer; every other answer becomes its error. */
  call<T>(call: Call, schema: z.ZodType<T>): Promise<T>;
}

export function openAccount({
  connection,
  spend,
}: Pick<PushRequest, "spend"> & {
  readonly connection: Pick<Connection, "name" | "baseUrl" | "apiKey"> | undefined;
}): Account {
  const { url, key } = keyAccess(connection);
  const next = afterFirst(spend);
  const send = async ({ method, path, json }: Call): Promise<JsonAnswer> => {
    await next();
    return sendJson({
      method,
      url: `${url}/api/3${path}`,
      headers: {
        "api-token": key,
        accept: "application/json",
        ...(json && { "content-type": "application/json" }),
      },
      ...(json && { json }),
    });
  };
  return {
    send,
    async call(asked, schema) {
      const answer = await send(asked);
      if (!isSuccess(answer)) throw accountFailure(answer);
      return bodyOf(system, answer, schema);
    },
  };
}

const Words = z.object({
  message: z.string().optional(),
  errors: z
    .array(z.object({ title: z.string().optional(), detail: z.string().optional() }))
    .default([]),
});

/** What the account has to say about a request it did not follow. */
export function wordsOf({ status, body }: JsonAnswer): string {
  const { message = "", errors = [] } = Words.safeParse(body).data ?? {};
  const words = errors.map(({ title, detail }) => detail || title || "");
  return [message, ...words].filter(Boolean).join("; ") || `no reason given (${status})`;
}

/**
 * Keys that open nothing are answered 403, accounts that are not paid for 402:
 * https://developers.activecampaign.com/reference/http-status-codes
 */
export function accountFailure(answer: JsonAnswer): MusterError {
  const words = wordsOf(answer);
  if (answer.status === 403)
    return new AuthenticationError(`${system} refuses the API key: give a valid one. (${words})`);
  if (answer.status === 402)
    return new SetupError(
      `${system} has closed the account: ${words}`,
      "Settle what is owed to ActiveCampaign: what waits to be pushed goes on with the next change.",
    );
  return answerFailure(system, answer, words);
}
