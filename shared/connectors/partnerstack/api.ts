import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import type { MusterError } from "../../runtime/errors.ts";
import { answerFailure, bodyOf, isSuccess, type JsonAnswer, sendJson } from "../json-api.ts";
import { keyAccess } from "../key-access.ts";

const system = "PartnerStack";

interface Call {
  readonly method: "GET" | "PATCH";
  /** Behind `/api/v2`. */
  readonly path: string;
  readonly json?: object;
}

/**
 * Any answer of the vendor's API, as it is. The key is the public and the secret one with a
 * colon between them, as Basic authentication takes them:
 * https://docs.partnerstack.com/reference/auth
 */
export function sendPartnerStack(
  connection: Pick<Connection, "name" | "baseUrl" | "apiKey"> | undefined,
  { method, path, json }: Call,
): Promise<JsonAnswer> {
  const { url, key } = keyAccess(connection);
  return sendJson({
    method,
    url: `${url}/api/v2${path}`,
    headers: {
      authorization: `Basic ${Buffer.from(key).toString("base64")}`,
      accept: "application/json",
      ...(json && { "content-type": "application/json" }),
    },
    ...(json && { json }),
  });
}

/** The `data` of a successful answer; every other answer becomes its error. */
export function dataOf<T>(answer: JsonAnswer, schema: z.ZodType<T>): T {
  if (!isSuccess(answer)) throw partnerStackFailure(answer);
  return bodyOf(system, answer, z.object({ data: schema })).data;
}

const Words = z.object({ message: z.string().optional(), error: z.string().optional() });

export function wordsOf({ status, body }: JsonAnswer): string {
  const { message, error } = Words.safeParse(body).data ?? {};
  return message ?? error ?? `no reason given (${status})`;
}

export function partnerStackFailure(answer: JsonAnswer): MusterError {
  return answerFailure(system, answer, wordsOf(answer));
}
