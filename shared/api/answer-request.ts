import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { correlated } from "../flow/correlation.ts";
import { Problem } from "../runtime/errors.ts";
import { assertOpens } from "./assert-opens.ts";
import { Authenticator } from "./authenticate.ts";
import type { ApiContext, Call, Caller } from "./call.ts";
import { flagFailure, flagPaths } from "./flag-failure.ts";
import { grantFailedPage } from "./grant-page.ts";
import { RateLimiter, type RateLimits, rateLimits } from "./rate-limits.ts";
import { readBody } from "./read-body.ts";
import { answerOnce, type PlainAnswer } from "./remember-answer.ts";
import { answerOf, RequestProblem } from "./request-problem.ts";
import type { RawInput, Route } from "./route.ts";
import { findRoute } from "./router.ts";
import { scimFailure, scimPaths } from "./scim/scim-failure.ts";

type Answers = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Answers the routes; problems without members of their own are thrown, for the wrapper to answer. */
export function openApi(
  context: ApiContext,
  routes: readonly Route[],
  limits: RateLimits = rateLimits,
): Answers {
  const authenticator = new Authenticator(context);
  const limiter = new RateLimiter(context.storage.budgets, limits);
  return async (event) => {
    const headers = lowerCased(event.headers);
    try {
      const { method } = event.requestContext.http;
      const { route, params } = findRoute(routes, method, event.rawPath);
      const caller = route.open ? nobody : await authenticator.callerOf(headers.authorization);
      if (!route.open) await limiter.spend(caller);
      assertOpens(caller, route);
      const query = Object.fromEntries(new URLSearchParams(event.rawQueryString));
      const body = route.input.body === undefined ? {} : readBody(event, headers["content-type"]);
      const target =
        event.rawQueryString === "" ? event.rawPath : `${event.rawPath}?${event.rawQueryString}`;
      const of = { ...context, ...correlated([event.requestContext.requestId]) };
      const call: Call = { context: of, ...caller, target, headers, routes };
      return respond(await answer(route, { params, query, body }, call, event.rawPath));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const isPage = event.rawPath.startsWith("/oauth/") && headers.accept?.includes("text/html");
      if (isPage) return grantFailedPage(error, context.consoleUrl());
      if (event.rawPath.startsWith(flagPaths)) return flagFailure(error, event.rawPath);
      if (event.rawPath.startsWith(scimPaths)) return scimFailure(error);
      if (error instanceof RequestProblem) return answerOf(error);
      throw error;
    }
  };
}

const nobody: Caller = { workspaceId: "", callerId: "", actor: "", role: "viewer" };

async function answer(
  route: Route,
  input: RawInput,
  call: Call,
  path: string,
): Promise<PlainAnswer> {
  const run = async (): Promise<PlainAnswer> => {
    const { body, headers = {}, status = route.status } = await route.run(input, call);
    const isEmpty = body === undefined || status === 304;
    const isPage = typeof body === "string" && headers["content-type"]?.startsWith("text/html");
    const text = isEmpty ? "" : isPage ? body : JSON.stringify(body);
    const type = isEmpty ? {} : { "content-type": "application/json" };
    return { status, headers: { ...type, ...headers }, body: text };
  };
  const key = call.headers["idempotency-key"];
  const repeatable = route.method !== "POST" || route.changesNothing === true;
  if (key === undefined || repeatable) return run();
  const { method } = route;
  const asked = { workspaceId: call.workspaceId, key, method, path, body: input.body };
  return answerOnce(call.context, asked, run);
}

/** Answers are somebody's data: no cache between keeps them. */
function respond({ status, headers, body }: PlainAnswer): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { "cache-control": "no-store", ...headers },
    ...(body === "" ? {} : { body }),
  };
}

function lowerCased(
  headers: Readonly<Record<string, string | undefined>>,
): Partial<Record<string, string>> & Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
  );
}
