import { z } from "zod";
import { type MusterError, SetupError } from "../../runtime/errors.ts";
import { answerFailure, bodyOf, isSuccess, type JsonAnswer, sendJson } from "../json-api.ts";
import type { ApiAccess } from "../key-access.ts";

/** Each revision is kept for two years: https://developers.klaviyo.com/en/docs/api_versioning_and_deprecation_policy */
export const revision = "2026-07-15";

export const system = "Klaviyo";

/** One request to Klaviyo's JSON:API; `path` begins with `/api/`. */
interface KlaviyoCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly json?: object;
}

/** Any answer, as it is. */
export function sendKlaviyo({ url, key }: ApiAccess, call: KlaviyoCall): Promise<JsonAnswer> {
  return sendJson({
    method: call.method,
    url: url + call.path,
    headers: {
      authorization: `Klaviyo-API-Key ${key}`,
      revision,
      accept: "application/vnd.api+json",
      ...(call.json && { "content-type": "application/vnd.api+json" }),
    },
    ...(call.json && { json: call.json }),
  });
}

/** The body of a successful answer; every other answer becomes its error. */
export async function callKlaviyo<T>(
  access: ApiAccess,
  call: KlaviyoCall,
  schema: z.ZodType<T>,
): Promise<T> {
  const answer = await sendKlaviyo(access, call);
  if (!isSuccess(answer)) throw klaviyoFailure(answer);
  return bodyOf(system, answer, schema);
}

const Errors = z.object({
  errors: z.array(z.object({ title: z.string().optional(), detail: z.string().optional() })),
});

/** What Klaviyo has to say about a request it did not follow. */
export function wordsOf({ status, body }: JsonAnswer): string {
  const { errors = [] } = Errors.safeParse(body).data ?? {};
  const words = errors.map(({ title, detail }) => detail ?? title ?? "").filter(Boolean);
  return words.join("; ") || `no reason given (${status})`;
}

/** What a key must be allowed: https://developers.klaviyo.com/en/docs/authenticate_ */
export const scopes = "lists:read, lists:write, profiles:read and profiles:write";

/** A key without the scopes it needs is answered 403. */
export function klaviyoFailure(answer: JsonAnswer): MusterError {
  if (answer.status === 403)
    return new SetupError(
      `Klaviyo does not let this key do it: ${wordsOf(answer)}`,
      `Make a private API key with the scopes ${scopes}, and give it to the connection.`,
    );
  return answerFailure(system, answer, wordsOf(answer));
}
