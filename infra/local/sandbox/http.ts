import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { text } from "node:stream/consumers";
import { URLPattern } from "node:url";
import { say } from "./say.ts";

export interface Call {
  readonly url: URL;
  /** The path's named parts, decoded. */
  readonly part: (name: string) => string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  /** Instead of `json`. */
  readonly csv?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** A path as `URLPattern` reads it: `/lists/:listId`. */
  readonly path: string;
  readonly answer: (call: Call) => Reply;
}

interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function serve(routes: readonly Route[], port: number): Promise<HttpServer> {
  const table = routes.map((route) => ({
    ...route,
    pattern: new URLPattern({ pathname: route.path }),
  }));
  const server = createServer((incoming, response) => {
    void answerWith(table, incoming).then((reply) => send(response, reply));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Matcher = Route & { readonly pattern: URLPattern };

async function answerWith(table: readonly Matcher[], incoming: IncomingMessage): Promise<Reply> {
  const url = new URL(incoming.url ?? "/", "http://sandbox");
  const route = table.find(
    ({ method, pattern }) => method === incoming.method && pattern.test(url.href),
  );
  if (route === undefined) return { status: 404, json: { message: "No such address." } };
  const groups = route.pattern.exec(url.href)?.pathname.groups ?? {};
  try {
    return route.answer({
      url,
      part: (name) => decodeURIComponent(groups[name] ?? ""),
      headers: incoming.headers,
      body: await text(incoming),
    });
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    const message = error instanceof Error ? error.message : String(error);
    say("error", "The sandbox failed to answer.", { path: url.pathname, reason: message });
    return { status: 500, json: { message } };
  }
}

function send(response: ServerResponse, { status, json, csv, headers }: Reply): void {
  const type = csv === undefined ? "application/json" : "text/csv";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(csv ?? (json === undefined ? undefined : JSON.stringify(json)));
}

/** Thrown from inside a route to answer at once. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`Answered ${reply.status}`);
    this.reply = reply;
  }
}
