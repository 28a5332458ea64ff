import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { Problem } from "../../shared/runtime/errors.ts";
import type { LocalFunctions } from "./functions.ts";
import { gatewayEvent, writeGatewayAnswer } from "./gateway-event.ts";
import { problemOf, writeProblem } from "./problem-answer.ts";
import { matchRoute } from "./route-match.ts";
import { type ConsoleFiles, sendFile } from "./static-files.ts";
import type { RouteSpec } from "./system-model.ts";

/** API Gateway's limit. */
const LARGEST_BODY = 10 * 1024 * 1024;

/** Answers a request for one of the addresses that exist only locally. */
export type LocalRoute = (body: Buffer, response: ServerResponse, address: URL) => Promise<void>;

export interface GatewaySettings {
  readonly routes: readonly RouteSpec[];
  readonly functions: LocalFunctions;
  readonly console: ConsoleFiles;
  /** By `METHOD /path`. */
  readonly localRoutes: ReadonlyMap<string, LocalRoute>;
  readonly onError: (error: unknown) => void;
}

/** The one HTTP address: the template's routes, the local ones, and the console's files. */
export function gatewayListener(settings: GatewaySettings): RequestListener {
  return (request, response) => {
    answer(settings, request, response).catch((error: unknown) => {
      if (!(error instanceof Problem)) settings.onError(error);
      if (response.headersSent) response.destroy();
      else writeProblem(response, problemOf(error));
    });
  };
}

/** Answers while the system is not ready yet. */
export const stillStarting: RequestListener = (_, response) => {
  const problem = new Problem(503, "Starting", "Muster is starting; try again in a moment.");
  writeProblem(response.setHeader("retry-after", "1"), problem);
};

async function answer(
  settings: GatewaySettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? "GET";
  const address = new URL(request.url ?? "/", "http://localhost");
  const { pathname } = address;
  const local = settings.localRoutes.get(`${method} ${pathname}`);
  if (local) return local(await bodyOf(request, response), response, address);
  const route = matchRoute(settings.routes, method, pathname);
  if (route) {
    const event = gatewayEvent(request, await bodyOf(request, response), route);
    const result = await settings.functions.invoke(route.functionName, event);
    return writeGatewayAnswer(response, result);
  }
  if (method === "GET" && (await sendFile(settings.console, pathname, response))) return;
  throw new Problem(404, "Not found", `There is nothing at ${method} ${pathname}.`);
}

/** @throws Problem 413 */
async function bodyOf(request: IncomingMessage, response: ServerResponse): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // No encoding is set, so that the chunks are bytes.
  const incoming: AsyncIterable<Buffer> = request;
  for await (const bytes of incoming) {
    size += bytes.length;
    // The rest is read and dropped, so that the sender gets to see the answer.
    if (size <= LARGEST_BODY) chunks.push(bytes);
    else chunks.length = 0;
    if (size > 10 * LARGEST_BODY) response.destroy();
  }
  if (size <= LARGEST_BODY) return Buffer.concat(chunks);
  throw new Problem(413, "Payload too large", "A request has at most 10 MB.");
}

/** Resolves with the port. @throws Error with a sentence where the port is taken */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const sentence = `Port ${port} is in use: stop what listens there, or choose another with PORT.`;
      reject(error.code === "EADDRINUSE" ? new Error(sentence) : error);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
