import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { applyMapping } from "../../../shared/connectors/mapping/apply-mapping.ts";
import { eventsOf } from "../../../shared/connectors/webhook/parse-mapped.ts";
import { readCsv } from "./csv.ts";

const Timed = z.object({ timestamp: z.iso.datetime({ offset: true }) });

/** What is sent, and the instant it is about. */
export interface Line {
  readonly text: string;
  readonly at: number;
}

interface Row {
  readonly place: string;
  readonly value: unknown;
  /** The value as it is sent. */
  readonly text: string;
}

interface Reading {
  readonly mapping: string | undefined;
  /** The rows are sent as they are; the mapping only says when they happened. */
  readonly raw: boolean;
  /** What `$now()` is, in milliseconds. */
  readonly now: number;
}

/** Everything a file says, in its order. @throws Error that names the line; nothing was sent then */
export async function readLines(file: string, reading: Reading): Promise<Line[]> {
  const isCsv = file.toLowerCase().endsWith(".csv");
  if (isCsv && reading.mapping === undefined)
    throw new Error("A CSV needs a mapping from a row to events: give one with --mapping.");
  const lines: Line[] = [];
  for await (const { place, value, text } of isCsv ? csvRows(file) : jsonRows(file)) {
    try {
      lines.push(...(await linesOf(value, text, reading, lines.at(-1)?.at ?? 0)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${place}: ${reason} Nothing was sent.`, { cause: error });
    }
  }
  return lines;
}

async function linesOf(
  value: unknown,
  text: string,
  { mapping, raw, now }: Reading,
  before: number,
): Promise<Line[]> {
  if (mapping === undefined) return [{ text, at: instantOf(value) }];
  const events = eventsOf(await applyMapping(mapping, value, now));
  const timed = events.map((event) => ({ text: JSON.stringify(event), at: instantOf(event) }));
  // What its mapping passes over is sent all the same, when the row before it was.
  return raw ? [{ text, at: latest(timed) ?? before }] : timed;
}

function instantOf(event: unknown): number {
  const timed = Timed.safeParse(event);
  if (!timed.success) throw new Error("an event needs a timestamp in ISO 8601.");
  return Date.parse(timed.data.timestamp);
}

function latest(timed: readonly Line[]): number | undefined {
  return timed.length === 0 ? undefined : Math.max(...timed.map(({ at }) => at));
}

function* csvRows(file: string): Generator<Row> {
  let rows: ReturnType<typeof readCsv>;
  try {
    rows = readCsv(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file}, ${reason} Nothing was sent.`, { cause: error });
  }
  for (const { line, values } of rows)
    yield { place: `${file}, line ${line}`, value: values, text: JSON.stringify(values) };
}

async function* jsonRows(file: string): AsyncGenerator<Row> {
  const input = createReadStream(file);
  const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const text of reader) {
    number += 1;
    if (text.trim() === "") continue;
    const place = `${file}, line ${number}`;
    yield { place, value: parsed(text, place), text };
  }
}

function parsed(text: string, place: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new Error(`${place}: this is no JSON. Nothing was sent.`);
  }
}
