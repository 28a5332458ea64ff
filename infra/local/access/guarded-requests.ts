import http, { type ClientRequest, IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { type Grant, type Need, Role } from "./grant.ts";
import { needsOf } from "./needs.ts";

/** Told once of each action on each resource that is not granted. */
export type DenialListener = (denied: Need) => void;

/**
 * From now on this thread's signed requests to AWS are judged by the grants before they are
 * sent, as IAM would: one without a grant is answered with AccessDenied. Requests to anybody
 * else pass. It holds for code that takes `request` from `node:http` afterwards, as the SDK does.
 */
export function guardRequests(grants: readonly Grant[], listener: DenialListener): void {
  const role = new Role(grants);
  const judge = judgeOnce(role, listener);
  const send = http.request;
  const guarded = (...given: Parameters<typeof send>): ClientRequest => {
    const request = send(...given);
    const service = signedFor(request);
    if (service !== undefined) guard(request, service, judge);
    return request;
  };
  Object.defineProperty(http, "request", { value: guarded });
}

type Judge = (need: Need) => boolean;

function judgeOnce(role: Role, listener: DenialListener): Judge {
  const told = new Set<string>();
  return (need) => {
    if (role.allows(need)) return true;
    const news = `${need.action} ${need.resource}`;
    if (!told.has(news)) listener(need);
    told.add(news);
    return false;
  };
}

/** The service a request is signed for: `Credential=<key>/<day>/<region>/<service>/aws4_request`. */
function signedFor(request: ClientRequest): string | undefined {
  const signature = request.getHeader("authorization");
  if (typeof signature !== "string") return undefined;
  return /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d+\/[\w-]+\/([\w-]+)\//.exec(signature)?.[1];
}

function guard(request: ClientRequest, service: string, judge: Judge): void {
  const end = request.end.bind(request);
  const operation = operationOf(request);
  const judged = (body: string | Uint8Array): ClientRequest => {
    const text = typeof body === "string" ? body : Buffer.from(body).toString();
    const needs = needsOf({ service, operation, body: JSON.parse(text) });
    const refused = needs.find((need) => !judge(need));
    if (refused === undefined) return end(body);
    request.emit("response", denial(refused));
    // It was never sent. Whoever asked hears of the answer before the end of the connection.
    setImmediate(() => request.destroy());
    return request;
  };
  Object.defineProperty(request, "end", { value: judged });
}

function operationOf(request: ClientRequest): string {
  const target = request.getHeader("x-amz-target");
  if (typeof target === "string") return target.split(".").at(-1) ?? "";
  return `${request.method} ${request.path}`;
}

function denial({ action, resource }: Need): IncomingMessage {
  const answer = new IncomingMessage(new Socket());
  answer.statusCode = 400;
  answer.headers = { "content-type": "application/x-amz-json-1.0" };
  const message = `This function's role is not authorized to perform: ${action} on resource: ${resource}`;
  answer.push(JSON.stringify({ __type: "AccessDeniedException", message }));
  answer.push(null);
  return answer;
}
