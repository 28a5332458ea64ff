import { z } from "zod";

const lineSchema = z.looseObject({ level: z.string().default("info"), message: z.string() });
type Line = z.infer<typeof lineSchema>;

/** The numbers of all lines of one kind within a second, and the text that tells them apart. */
interface Burst {
  readonly kind: Kind;
  readonly texts: Set<string>;
  readonly numbers: Record<string, number>;
}

interface Kind {
  /** Lines that differ in this field are told apart. */
  readonly by?: string;
  /** Instead of a line each they share one, which names them together. */
  readonly joined?: (names: readonly string[]) => string;
  /** Fields of which the largest counts; of the others the sum. */
  readonly largest: readonly string[];
  readonly say: (number: (name: string) => number, text: string) => string;
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const moves = (number: (name: string) => number): string =>
  `${number("entered")} entered, ${number("exited")} exited`;

/** Of one profile the segments a change touched, of several the mean. */
function touched(number: (name: string) => number): string {
  const each = number("touched") / Math.max(1, number("profiles"));
  const mean = number("profiles") > 1 ? each.toFixed(1) : `${each}`;
  return `${mean} of ${counted(number("segments"), "segment")} touched`;
}

/** What happened, by the message of the log line. */
const kinds: Readonly<Record<string, Kind>> = {
  "changes applied": {
    largest: ["segments", "ms"],
    say: (number) =>
      `${counted(number("changes"), "change")} to ${counted(number("profiles"), "profile")}, ` +
      `${touched(number)}: ${moves(number)} (${number("ms")} ms)`,
  },
  "related profiles refreshed": {
    largest: [],
    say: (number) =>
      `${counted(number("profiles"), "profile")} followed a related one: ${moves(number)}`,
  },
  "records imported": {
    largest: ["ms"],
    say: (number) => `${counted(number("records"), "record")} imported (${number("ms")} ms)`,
  },
  "segment built": {
    by: "segment",
    largest: ["ms"],
    say: (number, segment) =>
      `segment "${segment}" built over ${counted(number("profiles"), "profile")} (${number("ms")} ms)`,
  },
  "memberships pushed": {
    by: "destination",
    joined: (names) => (names.length === 1 ? String(names[0]) : `${names.length} destinations`),
    largest: ["ms"],
    say: (number, destinations) =>
      `pushed to ${destinations}: ${number("added")} added, ${number("removed")} removed` +
      `${number("refused") > 0 ? `, ${number("refused")} refused` : ""} (${number("ms")} ms)`,
  },
  "time flips": {
    largest: [],
    say: (number) => `time passed for ${counted(number("profiles"), "profile")}: ${moves(number)}`,
  },
};

/** Turns the functions' log lines into calm ones for a reader: bursts become one line a second. */
export class Activity {
  readonly #write: (line: string) => void;
  readonly #bursts = new Map<string, Burst>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Takes a line of a function or another part, JSON or not. */
  take(source: string, text: string): void {
    const line = lineOf(text);
    if (line === undefined) return this.#gather(source, noted(`${source}: ${text}`), "", {});
    const kind = kinds[line.message];
    if (kind) this.#gather(line.message, kind, textIn(line, kind.by), line);
    else if (line.level.toLowerCase() !== "info" && line.level.toLowerCase() !== "debug") {
      this.#gather(source, noted(`${source}: ${line.message}${reasonOf(line)}`), line.message, {});
    }
  }

  /** Writes what has gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { kind, texts, numbers } of this.#bursts.values()) {
      const text = kind.joined?.([...texts]) ?? [...texts].join();
      const said = kind.say((name) => Math.round(numbers[name] ?? 0), text);
      this.#write(said);
    }
    this.#bursts.clear();
  }

  #gather(name: string, kind: Kind, text: string, fields: Readonly<Record<string, unknown>>): void {
    const key = kind.joined ? name : `${name}\n${text}`;
    const burst = this.#bursts.get(key) ?? { kind, texts: new Set(), numbers: { lines: 0 } };
    this.#bursts.set(key, burst);
    burst.texts.add(text);
    for (const [field, value] of Object.entries({ ...fields, lines: 1 })) {
      if (typeof value !== "number") continue;
      const before = burst.numbers[field] ?? 0;
      const isLargest = burst.kind.largest.includes(field);
      burst.numbers[field] = isLargest ? Math.max(before, value) : before + value;
    }
    this.#timer ??= setTimeout(() => this.flush(), 1000);
  }
}

/** A warning or a stray line, with how often it came. */
const noted = (text: string): Kind => ({
  largest: [],
  say: (number) => (number("lines") > 1 ? `${text} (${number("lines")} times)` : text),
});

function textIn(line: Line, field: string | undefined): string {
  const value = field === undefined ? "" : (line[field] ?? "");
  return typeof value === "string" ? value : JSON.stringify(value);
}

function reasonOf(line: Line): string {
  const reason = line["reason"] ?? line["detail"] ?? line["cause"];
  return typeof reason === "string" ? ` (${reason})` : "";
}

function lineOf(text: string): Line | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
