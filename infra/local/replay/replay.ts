import { basename } from "node:path";
import type { LocalMuster, SourceConnection } from "./local-muster.ts";
import { type Line, readLines } from "./read-lines.ts";

const eventsPerWebhook = 200;
const webhooksAtOnce = 4;
/** With travel, events of one hour go together: the clock then stands at the last of them. */
const stepMs = 3_600_000;
const reportEveryMs = 2_000;

export interface ReplayOptions {
  readonly travel: boolean;
  /** JSONata from a row or line of the file to canonical events; none: they are such events. */
  readonly mapping?: string;
  say(line: string): void;
}

/**
 * Sends a file as signed webhooks and waits until all has taken effect: canonical events in
 * batches, or to a connection that maps by itself each row as a webhook of its own.
 */
export async function replay(
  file: string,
  muster: LocalMuster,
  connection: SourceConnection,
  options: ReplayOptions,
): Promise<{ events: number; seconds: number }> {
  const startedAt = performance.now();
  const { mapping = connection.mapping } = options;
  const raw = connection.mapping !== undefined;
  const lines = await readLines(file, { mapping, raw, now: Date.now() });
  const send = raw
    ? (id: string, [text = ""]: readonly string[]) => muster.send(connection, id, text)
    : (id: string, events: readonly string[]) =>
        muster.send(connection, id, `[${events.join(",")}]`);
  let sent = 0;
  let reportedAt = 0;
  const start = options.travel ? await muster.now() : Number.POSITIVE_INFINITY;
  for (const step of steps(lines, start)) {
    const last = step.at(-1);
    if (last !== undefined && last.at > start)
      await muster.travelTo(new Date(last.at).toISOString());
    await sendAll(step, raw ? 1 : eventsPerWebhook, (texts, part) =>
      send(`${basename(file)}-${sent}-${part}`, texts),
    );
    sent += step.length;
    if (performance.now() - reportedAt < reportEveryMs) continue;
    reportedAt = performance.now();
    options.say(`${percent(sent, lines.length)} ${sent} of ${lines.length} events sent`);
  }
  await muster.idle();
  return { events: sent, seconds: (performance.now() - startedAt) / 1_000 };
}

/** Runs of events that are sent at one position of the clock. */
function steps(lines: readonly Line[], travelFrom: number): Line[][] {
  const result: Line[][] = [];
  for (const line of lines) {
    const current = result.at(-1);
    const first = current?.[0];
    const together =
      first !== undefined &&
      (line.at <= travelFrom || (first.at > travelFrom && line.at - first.at < stepMs));
    if (together) current?.push(line);
    else result.push([line]);
  }
  return result;
}

async function sendAll(
  step: readonly Line[],
  most: number,
  send: (texts: string[], part: number) => Promise<void>,
): Promise<void> {
  const parts: string[][] = [];
  for (let from = 0; from < step.length; from += most)
    parts.push(step.slice(from, from + most).map((line) => line.text));
  for (let from = 0; from < parts.length; from += webhooksAtOnce)
    await Promise.all(
      parts.slice(from, from + webhooksAtOnce).map((events, lane) => send(events, from + lane)),
    );
}

function percent(done: number, all: number): string {
  return `${Math.floor((100 * done) / Math.max(all, 1))} %`.padStart(5);
}
