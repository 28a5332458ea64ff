import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { Problem } from "../runtime/errors.ts";
import { Authenticator } from "./authenticate.ts";
import type { ApiContext, Call } from "./call.ts";
import { grantFailedPage } from "./grant-page.ts";
import { readBody } from "./read-body.ts";
import { answerOnce, type PlainAnswer } from "./remember-answer.ts";
import { answerOf, RequestProblem } from "./request-problem.ts";
import type { RawInput, Route } from "./route.ts";
import { findRoute } from "./router.ts";

type Answers = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Answers the routes; problems without members of their own are thrown, for the wrapper to answer. */
export function openApi(context: ApiContext, routes: readonly Route[]): Answers {
  const authenticator = new Authenticator(context);
  return async (event) => {
    const headers = lowerCased(event.headers);
    try {
      const { method } = event.requestContext.http;
      const { route, params } = findRoute(routes, method, event.rawPath);
      const workspaceId = route.open ? "" : await authenticator.workspaceOf(headers.authorization);
      const query = Object.fromEntries(new URLSearchParams(event.rawQueryString));
      const body = route.input.body === undefined ? {} : readBody(event, headers["content-type"]);
      const call: Call = { context, workspaceId, headers, routes };
      return respond(await answer(route, { params, query, body }, call, event.rawPath));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const isPage = event.rawPath.startsWith("/oauth/") && headers.accept?.includes("text/html");
      if (isPage) return grantFailedPage(error);
      if (error instanceof RequestProblem) return answerOf(error);
      throw error;
    }
  };
}

async function answer(
  route: Route,
  input: RawInput,
  call: Call,
  path: string,
): Promise<PlainAnswer> {
  const run = async (): Promise<PlainAnswer> => {
    const { body, headers = {} } = await route.run(input, call);
    const text = body === undefined ? "" : JSON.stringify(body);
    const type = body === undefined ? {} : { "content-type": "application/json" };
    return { status: route.status, headers: { ...type, ...headers }, body: text };
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
