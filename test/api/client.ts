import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { openApi } from "../../shared/api/answer-request.ts";
import type { RateLimits } from "../../shared/api/rate-limits.ts";
import { routes } from "../../shared/api/routes.ts";
import type { SignInSettings } from "../../shared/api/sign-in/sign-in-settings.ts";
import type { QueueMessage } from "../../shared/messaging/queue.ts";
import { answerProblems } from "../../shared/runtime/http.ts";
import type { World } from "../flow/world.ts";
import { type AnswerBody, isAnswerBody, noBody } from "./answer-body.ts";
import { DescribedAnswers } from "./described-answers.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** An empty object where the answer is no JSON. */
  readonly json: AnswerBody;
  readonly text: string;
}

interface Request {
  readonly body?: unknown;
  /** Instead of `body`: sent as it stands. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface ClientOptions {
  readonly signIn?: SignInSettings;
  readonly limits?: RateLimits;
  /** Answers are not held against the description, which takes longer than they do. */
  readonly isMeasured?: true;
}

/**
 * Calls the API in process, as API Gateway would, with a token of the world's workspace. An
 * answer that the API's own description does not allow fails whichever test asked for it.
 */
export class Client {
  /** What was sent to the connectors' queues, kind and message. */
  readonly pushes: { kind: string; message: QueueMessage }[] = [];
  readonly world: World;
  readonly #token: string;
  readonly #described: DescribedAnswers | undefined;
  readonly #handler;

  private constructor(
    world: World,
    token: string,
    described: DescribedAnswers | undefined,
    { signIn, limits }: ClientOptions,
  ) {
    this.world = world;
    this.#token = token;
    this.#described = described;
    const context = {
      ...world.context,
      queues: {
        ...world.context.queues,
        pushes: (kind: string) => ({
          send: async (messages: readonly QueueMessage[]) => {
            this.pushes.push(...messages.map((message) => ({ kind, message })));
          },
        }),
      },
      publicUrl: () => "https://muster.test",
      consoleUrl: () => "https://console.test",
      signIn,
    };
    this.#handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
      .use(answerProblems(context.log))
      .handler(openApi(context, routes, limits));
  }

  static async of(world: World, options: ClientOptions = {}): Promise<Client> {
    const token = `token of ${world.workspaceId}`.replaceAll(" ", "-");
    await world.storage.tokens.issue(token, world.workspaceId);
    const described = options.isMeasured ? undefined : await DescribedAnswers.read();
    return new Client(world, token, described, options);
  }

  get(path: string, headers?: Request["headers"]): Promise<Reply> {
    return this.call("GET", path, headers === undefined ? {} : { headers });
  }

  post(path: string, body: unknown, headers: Request["headers"] = {}): Promise<Reply> {
    return this.call("POST", path, { body, headers });
  }

  async call(method: string, path: string, request: Request = {}): Promise<Reply> {
    const text =
      request.text ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const url = new URL(path, "https://muster.test");
    const reply = await this.#handler(
      eventOf(method, url, text, {
        authorization: `Bearer ${this.#token}`,
        ...(text === undefined ? {} : { "content-type": "application/json" }),
        ...request.headers,
      }),
      lambdaContext,
    );
    return this.#judged(method, url, reply);
  }

  #judged(method: string, url: URL, reply: APIGatewayProxyStructuredResultV2): Reply {
    const { statusCode: status = 0, body: text = "" } = reply;
    const headers = Object.fromEntries(
      Object.entries(reply.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const isJson = /json/.test(headers["content-type"] ?? "");
    const body: unknown = isJson ? JSON.parse(text) : undefined;
    const isKnown = status !== 404 && status !== 405;
    const answer = { method, path: url.pathname, status, body };
    const objections = (isKnown && this.#described?.objections(answer)) || [];
    if (objections.length > 0) throw new Error(objections.join("\n"));
    const json = body ?? noBody;
    if (!isAnswerBody(json)) throw new Error(`Neither an object nor a list: ${text}`);
    return { status, headers, json, text };
  }
}

/** A request as API Gateway hands it on. */
export function eventOf(
  method: string,
  url: URL,
  body: string | undefined,
  headers: Record<string, string>,
): APIGatewayProxyEventV2 {
  const http = {
    method,
    path: url.pathname,
    protocol: "HTTP/1.1",
    sourceIp: "127.0.0.1",
    userAgent: "test",
  };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    requestContext: {
      accountId: "1",
      apiId: "api",
      domainName: "muster.test",
      domainPrefix: "muster",
      http,
      requestId: "1",
      routeKey: "$default",
      stage: "$default",
      time: "",
      timeEpoch: 0,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}

const lambdaContext = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: "answer-api",
  functionVersion: "1",
  invokedFunctionArn: "arn",
  memoryLimitInMB: "1769",
  awsRequestId: "1",
  logGroupName: "log",
  logStreamName: "stream",
  getRemainingTimeInMillis: () => 29_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};
