import {
  type RecordedRequest,
  type RecordingServer,
  type Reply,
  recordingServer,
} from "./recording-server.ts";

/** What went over a line, both sides of it. */
export interface Passage extends RecordedRequest {
  readonly status: number;
  readonly responseBody: unknown;
}

export interface Line extends RecordingServer {
  readonly passages: Passage[];
  /** From now on answers in place of the system, or never (`undefined` inside a promise). */
  disturb(answer: Disturbance | undefined): void;
}

/** An answer instead of the system's; undefined: pass the request on. "silence": no answer at all. */
export type Disturbance = (request: RecordedRequest) => Reply | "silence" | undefined;

/** Passes everything on to a system and remembers both sides; may be disturbed. */
export async function lineTo(
  target: string | ((request: RecordedRequest) => string),
): Promise<Line> {
  const targetOf = typeof target === "string" ? () => target : target;
  const passages: Passage[] = [];
  let disturbance: Disturbance | undefined;
  const server = await recordingServer(async (request) => {
    const instead = disturbance?.(request);
    if (instead === "silence") return undefined;
    return instead ?? (await pass(targetOf(request), request, passages));
  });
  return {
    ...server,
    passages,
    disturb: (answer) => {
      disturbance = answer;
    },
  };
}

const ownHeaders: ReadonlySet<string> = new Set(["host", "connection", "content-length"]);

async function pass(target: string, request: RecordedRequest, passages: Passage[]): Promise<Reply> {
  const { method, path, headers, body } = request;
  const response = await fetch(target + path, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      typeof value === "string" && !ownHeaders.has(name) ? [[name, value]] : [],
    ),
    ...(body === "" ? {} : { body }),
  });
  const text = await response.text();
  const json: unknown = text === "" ? undefined : JSON.parse(text);
  passages.push({ ...request, status: response.status, responseBody: json });
  const told = ["retry-after", "ratelimit-reset"].flatMap((name): [string, string][] => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { status: response.status, json, headers: Object.fromEntries(told) };
}
