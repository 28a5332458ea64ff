import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { LocalMuster, SourceConnection } from "./local-muster.ts";

const Timed = z.object({ timestamp: z.iso.datetime({ offset: true }) });

const eventsPerWebhook = 200;
const webhooksAtOnce = 4;
/** With travel, events of one hour go together: the clock then stands at the last of them. */
const stepMs = 3_600_000;
const reportEveryMs = 2_000;

interface Line {
  readonly text: string;
  readonly at: number;
}

export interface ReplayOptions {
  readonly travel: boolean;
  say(line: string): void;
}

/** Sends a file of canonical events as signed webhooks and waits until all has taken effect. */
export async function replay(
  file: string,
  muster: LocalMuster,
  connection: SourceConnection,
  options: ReplayOptions,
): Promise<{ events: number; seconds: number }> {
  const startedAt = performance.now();
  const lines = await readEvents(file);
  let sent = 0;
  let reportedAt = 0;
  const start = options.travel ? await muster.now() : Number.POSITIVE_INFINITY;
  for (const step of steps(lines, start)) {
    const last = step.at(-1);
    if (last !== undefined && last.at > start)
      await muster.travelTo(new Date(last.at).toISOString());
    await sendAll(step, (events, part) =>
      muster.send(connection, `${basename(file)}-${sent}-${part}`, events),
    );
    sent += step.length;
    if (performance.now() - reportedAt < reportEveryMs) continue;
    reportedAt = performance.now();
    options.say(`${percent(sent, lines.length)} ${sent} of ${lines.length} events sent`);
  }
  await muster.idle();
  return { events: sent, seconds: (performance.now() - startedAt) / 1_000 };
}

/** @throws Error that names the line */
async function readEvents(file: string): Promise<Line[]> {
  const lines: Line[] = [];
  const reader = createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let number = 0;
  for await (const text of reader) {
    number += 1;
    if (text.trim() === "") continue;
    lines.push({ text, at: instantOf(text, `${file}, line ${number}`) });
  }
  return lines;
}

function instantOf(text: string, place: string): number {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${place}: this is no JSON. Nothing was sent.`);
  }
  const timed = Timed.safeParse(value);
  if (!timed.success)
    throw new Error(`${place}: an event needs a timestamp in ISO 8601. Nothing was sent.`);
  return Date.parse(timed.data.timestamp);
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
  send: (events: string[], part: number) => Promise<void>,
): Promise<void> {
  const parts: string[][] = [];
  for (let from = 0; from < step.length; from += eventsPerWebhook)
    parts.push(step.slice(from, from + eventsPerWebhook).map((line) => line.text));
  for (let from = 0; from < parts.length; from += webhooksAtOnce)
    await Promise.all(
      parts.slice(from, from + webhooksAtOnce).map((events, lane) => send(events, from + lane)),
    );
}

function percent(done: number, all: number): string {
  return `${Math.floor((100 * done) / Math.max(all, 1))} %`.padStart(5);
}
