import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { listen } from "../../../infra/local/gateway.ts";
import { closeServer } from "../../../infra/local/local-cloud.ts";

/** Stands between the system and its database and counts what is asked of tables. */
export interface RequestCounter {
  readonly endpoint: string;
  /** Requests so far by operation, such as `PutItem`; streams and the sweep of dues left out. */
  counts(): Map<string, number>;
  stop(): Promise<void>;
}

export async function countRequests(database: string): Promise<RequestCounter> {
  const counted = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const operation = operationOf(request, body);
      if (operation !== undefined) counted.set(operation, (counted.get(operation) ?? 0) + 1);
      pass(database, request, body, response);
    });
  });
  const port = await listen(server, 0);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    counts: () => new Map(counted),
    stop: () => closeServer(server),
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html */
function operationOf({ headers }: IncomingMessage, body: Buffer): string | undefined {
  const [service, operation] = String(headers["x-amz-target"]).split(".");
  if (!service?.startsWith("DynamoDB_")) return undefined;
  return body.includes('"IndexName":"due"') ? undefined : operation;
}

function pass(database: string, request: IncomingMessage, body: Buffer, response: ServerResponse) {
  const { method, headers } = request;
  const onward = forward(`${database}${request.url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  onward.end(body);
}
