import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { localAccount } from "./intrinsics.ts";
import type { MatchedRoute } from "./route-match.ts";

/** API Gateway hands these over as text, everything else as base64. */
const textTypes = /^(text\/|application\/(json|xml|javascript))|\+(json|xml)\b/i;

/**
 * A request in payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function gatewayEvent(request: IncomingMessage, body: Buffer, route: MatchedRoute): object {
  const url = new URL(request.url ?? "/", "http://localhost");
  const { cookie, ...others } = request.headers;
  const headers = headersOf(others);
  const isText = textTypes.test(headers["content-type"] ?? "application/json") && isUtf8(body);
  const query = queryOf(url);
  return {
    version: "2.0",
    routeKey: route.routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie && { cookies: cookie.split("; ") }),
    headers,
    ...(query && { queryStringParameters: query }),
    ...(Object.keys(route.parameters).length > 0 && { pathParameters: route.parameters }),
    requestContext: requestContext(request, url.pathname, route.routeKey),
    ...(body.length > 0 && { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function requestContext(request: IncomingMessage, path: string, routeKey: string): object {
  const { host = "localhost", "user-agent": userAgent = "" } = request.headers;
  const domainName = host.replace(/:\d+$/, "");
  const now = new Date();
  return {
    accountId: localAccount,
    apiId: "local",
    domainName,
    domainPrefix: domainName.split(".")[0],
    http: {
      method: request.method,
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
      userAgent,
    },
    requestId: randomUUID(),
    routeKey,
    stage: "$default",
    time: now.toUTCString(),
    timeEpoch: now.getTime(),
  };
}

/** A repeated header's values are joined with commas. */
function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  );
}

/** A repeated parameter's values are joined with commas. */
function queryOf(url: URL): Record<string, string> | undefined {
  const names = [...new Set(url.searchParams.keys())];
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name).join(",")]));
}

const answerSchema = z.object({
  statusCode: z.number().int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** An answer without a status code is itself the body, as JSON. */
export function writeGatewayAnswer(response: ServerResponse, answer: unknown): void {
  const parsed = answerSchema.safeParse(answer).data;
  if (parsed === undefined) {
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    response.writeHead(200, { "content-type": "application/json" }).end(text);
    return;
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed;
  for (const [name, value] of Object.entries(headers ?? {}))
    response.setHeader(name, String(value));
  if (cookies?.length) response.setHeader("set-cookie", cookies);
  const content = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  if (statusCode !== 204) response.setHeader("content-length", content.length);
  response.writeHead(statusCode).end(content);
}
