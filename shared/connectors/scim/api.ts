import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import { type MusterError, SetupError } from "../../runtime/errors.ts";
import type { PushRequest } from "../connector.ts";
import { answerFailure, type JsonAnswer } from "../json-api.ts";
import { keyAccess } from "../key-access.ts";
import { type PacedApi, pacedApi } from "../paced-api.ts";

const system = "The directory";

/** A service provider of SCIM 2.0, entered with a bearer token: RFC 7644. */
export function openProvider({
  connection,
  spend,
}: Pick<PushRequest, "spend"> & {
  readonly connection: Pick<Connection, "name" | "baseUrl" | "apiKey"> | undefined;
}): PacedApi {
  const { url, key } = keyAccess(connection);
  const mediaType = "application/scim+json";
  const headers = { accept: mediaType, authorization: `Bearer ${key}` };
  return pacedApi({ system, url, headers, mediaType, failure }, spend);
}

/** RFC 7644 §3.12. */
const Words = z.object({ detail: z.string().optional(), scimType: z.string().optional() });

/** What the provider has to say about a request it did not follow. */
export function wordsOf({ status, body }: JsonAnswer): string {
  const { detail, scimType } = Words.safeParse(body).data ?? {};
  return detail ?? scimType ?? `no reason given (${status})`;
}

/** There is nothing at the path it was to change: RFC 7644 §3.5.2.2. */
export function isNoTarget({ status, body }: JsonAnswer): boolean {
  return status === 400 && Words.safeParse(body).data?.scimType === "noTarget";
}

export function failure(answer: JsonAnswer): MusterError {
  const words = wordsOf(answer);
  if (answer.status === 403)
    return new SetupError(
      `${system} does not let this token do it: ${words}`,
      "Give the connection a token that may read users and write groups.",
    );
  if (answer.status === 501)
    return new SetupError(
      `${system} cannot change a group's members: ${words}`,
      "Ask its maker for PATCH on groups (RFC 7644 §3.5.2); without it a segment cannot be pushed there.",
    );
  return answerFailure(system, answer, words);
}

/** A filter's comparison value: a JSON string, RFC 7644 §3.4.2.2. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Ids are the provider's own, and may hold anything. */
export function pathPart(id: string): string {
  return encodeURIComponent(id);
}
