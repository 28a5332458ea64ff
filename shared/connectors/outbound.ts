import * as http from "node:http";
import * as https from "node:https";
import { isIP } from "node:net";
import { MusterError, PermanentError, RetryableError } from "../runtime/errors.ts";
import { closingRested } from "../runtime/rested-connections.ts";
import { lookupPublic, mayConnect, notPublic } from "./public-address.ts";

/** A request to an address that a customer gave us. */
interface Outbound {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How much of the answer is read; 4 KB unless given. */
  readonly answerBytes?: number;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** At most as much as was asked for. */
  readonly text: string;
}

const timeLimitMs = 10_000;
const shortAnswer = 4_096;

const plainAgent = new http.Agent({ keepAlive: true, lookup: lookupPublic });
const secureAgent = new https.Agent({ keepAlive: true, lookup: lookupPublic });
const closeRested = closingRested(plainAgent, secureAgent);

/**
 * Sends to a customer's address: public addresses only, judged after name resolution; no
 * redirect is followed; 10 seconds in all. Throws `PermanentError` for an address that can
 * never be sent to and `RetryableError` when nobody answered.
 */
export async function sendOutbound(request: Outbound): Promise<OutboundAnswer> {
  const url = readAddress(request.url);
  try {
    return await exchange(url, request);
  } catch (error) {
    if (error instanceof MusterError) throw error;
    throw new RetryableError(`${url.host} did not answer: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Throws `PermanentError` unless it is an https address (http on this machine, locally). */
export function readAddress(address: string): URL {
  const url = URL.parse(address);
  if (url === null) throw new PermanentError(`"${address}" is not a web address.`);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !mayConnect(host)) throw notPublic(host);
  if (url.protocol === "https:") return url;
  if (url.protocol === "http:" && process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] === "1") return url;
  throw new PermanentError(`${url.host} must be given as an https address.`);
}

function exchange(url: URL, request: Outbound): Promise<OutboundAnswer> {
  const secure = url.protocol === "https:";
  const open = secure ? https.request : http.request;
  closeRested();
  return new Promise((resolve, reject) => {
    const call = open(url, {
      method: request.method,
      agent: secure ? secureAgent : plainAgent,
      headers: {
        ...request.headers,
        "content-length": String(Buffer.byteLength(request.body ?? "")),
      },
      signal: AbortSignal.timeout(timeLimitMs),
    });
    call.once("error", reject);
    call.once("response", (response) => {
      readAnswer(response, request.answerBytes ?? shortAnswer).then(resolve, reject);
    });
    call.end(request.body);
  });
}

async function readAnswer(
  response: http.IncomingMessage,
  answerLimit: number,
): Promise<OutboundAnswer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response) {
    if (!Buffer.isBuffer(part)) continue;
    parts.push(part);
    length += part.length;
    if (length >= answerLimit) break;
  }
  const text = Buffer.concat(parts).subarray(0, answerLimit).toString("utf8");
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the connection failed";
  if (error.name === "AbortError" || error.name === "TimeoutError") {
    return `no answer within ${timeLimitMs / 1000} seconds`;
  }
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
