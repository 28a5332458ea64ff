import { Request } from "@hubspot/api-client/lib/src/services/http/Request.js";
import { z } from "zod";
import { RetryableError, SetupError } from "../../runtime/errors.ts";
import { failureOf, readRetryAfter } from "../http-failure.ts";
import { hearLimit } from "./heard-limits.ts";

/** One request to HubSpot. `form` is for the OAuth routes, which take no JSON. */
export interface HubSpotCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly accessToken?: string;
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
}

export interface HubSpotAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where the answer is not JSON. */
  readonly body: unknown;
}

const timeLimitMs = 15_000;

/**
 * Any answer below 500, as it is. Throws `RetryableError` when HubSpot failed or is not there.
 *
 * The client's `Request` makes address, authentication and agent headers, and this function
 * sends: the client's own sender has no time limit, and its retries never see an answer that
 * came through the generic request. Waiting is the queue's part in any case.
 */
export async function sendHubSpot(call: HubSpotCall): Promise<HubSpotAnswer> {
  const request = requestOf(call);
  let response: Response;
  let text: string;
  try {
    response = await fetch(request.getUrl(), {
      ...request.getSendData(),
      redirect: "error",
      signal: AbortSignal.timeout(timeLimitMs),
    });
    text = await response.text();
  } catch (cause) {
    throw new RetryableError(`HubSpot did not answer ${call.method} ${call.path}.`, { cause });
  }
  if (call.accessToken !== undefined) hearLimit(call.accessToken, response.headers);
  return { status: response.status, headers: response.headers, body: jsonOf(text) };
}

/** The body of a 2xx answer in the schema's shape; every other answer becomes its error. */
export async function callHubSpot<T>(call: HubSpotCall, schema: z.ZodType<T>): Promise<T> {
  return readHubSpot(await sendHubSpot(call), call, schema);
}

export function readHubSpot<T>(answer: HubSpotAnswer, call: HubSpotCall, schema: z.ZodType<T>): T {
  if (answer.status < 200 || answer.status >= 300) throw hubspotFailure(answer, call);
  const read = schema.safeParse(answer.body);
  if (read.success) return read.data;
  const place = read.error.issues[0]?.path.join(".");
  throw new RetryableError(
    `HubSpot's answer to ${call.method} ${call.path} is not as described at "${place}".`,
  );
}

function requestOf(call: HubSpotCall): Request {
  const basePath = process.env["HUBSPOT_API_URL"];
  const config = {
    ...(basePath ? { basePath: basePath.replace(/\/+$/, "") } : {}),
    ...(call.accessToken === undefined ? {} : { accessToken: call.accessToken }),
  };
  const { method, path } = call;
  if (call.form === undefined) {
    return new Request(config, { method, path, ...(call.json ? { body: call.json } : {}) });
  }
  return new Request(config, {
    method,
    path,
    defaultJson: false,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(call.form).toString(),
  });
}

const Scopes = z.array(z.string()).default([]);
const Required = z.object({ requiredGranularScopes: Scopes, requiredScopes: Scopes });
const ErrorBody = z.object({
  message: z.string().optional(),
  category: z.string().optional(),
  policyName: z.string().optional(),
  correlationId: z.string().optional(),
  errors: z.array(z.object({ context: Required.optional() })).optional(),
});
type ErrorBody = z.infer<typeof ErrorBody>;

/** The error an unsuccessful answer stands for, in HubSpot's own words. */
export function hubspotFailure({ status, headers, body }: HubSpotAnswer, call: HubSpotCall): Error {
  const read = ErrorBody.safeParse(body).data;
  const { message, category, policyName, correlationId, errors } = read ?? {};
  const words = [message ?? `${call.method} ${call.path}`];
  if (policyName !== undefined) words.push(`limit ${policyName}`);
  if (correlationId !== undefined) words.push(`correlation id ${correlationId}`);
  if (status === 403 && category === "MISSING_SCOPES")
    return scopeMissing(words.join("; "), errors);
  return failureOf({
    system: "HubSpot",
    status,
    message: words.join("; "),
    retryAfterMs: patienceOf(headers, policyName),
  });
}

function scopeMissing(message: string, errors: ErrorBody["errors"] = []): SetupError {
  const required = errors.flatMap(({ context }) => [
    ...(context?.requiredGranularScopes ?? []),
    ...(context?.requiredScopes ?? []),
  ]);
  const what = required.length === 0 ? "what it asks for" : required.join(", ");
  return new SetupError(
    `The HubSpot portal did not allow Muster to do this: ${message}`,
    `Connect the portal again, and allow Muster ${what}.`,
  );
}

/** `Retry-After` is not promised: the interval headers and the policy's name say as much. */
function patienceOf(headers: Headers, policyName: string | undefined): number | undefined {
  const told = readRetryAfter(headers.get("retry-after"), Date.now());
  if (told !== undefined) return told;
  if (policyName === "DAILY" || headers.get("x-hubspot-ratelimit-daily-remaining") === "0") {
    return 15 * 60_000;
  }
  if (policyName === "SECONDLY" || headers.get("x-hubspot-ratelimit-secondly-remaining") === "0") {
    return 1_000;
  }
  const interval = Number(headers.get("x-hubspot-ratelimit-interval-milliseconds"));
  return interval > 0 ? interval : undefined;
}

function jsonOf(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    return undefined;
  }
}
