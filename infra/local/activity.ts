import { z } from "zod";

const lineSchema = z.looseObject({ level: z.string().default("info"), message: z.string() });
type Line = z.infer<typeof lineSchema>;

/** The numbers of all lines of one kind within a second, and the text that tells them apart. */
interface Burst {
  readonly kind: Kind;
  readonly text: string;
  readonly numbers: Record<string, number>;
}

interface Kind {
  /** Lines that differ in this field are told apart. */
  readonly by?: string;
  /** Fields of which the largest counts; of the others the sum. */
  readonly largest: readonly string[];
  readonly say: (number: (name: string) => number, text: string) => string;
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const moves = (number: (name: string) => number): string =>
  `${number("entered")} entered, ${number("exited")} exited`;

/** What happened, by the message of the log line. */
const kinds: Readonly<Record<string, Kind>> = {
  "changes applied": {
    largest: ["touched", "segments", "ms"],
    say: (number) =>
      `${counted(number("changes"), "change")} to ${counted(number("profiles"), "profile")}, ` +
      `${number("touched")} of ${counted(number("segments"), "segment")} touched: ` +
      `${moves(number)} (${number("ms")} ms)`,
  },
  "segment built": {
    by: "segment",
    largest: ["members", "ms"],
    say: (number, segment) =>
      `segment ${segment} built: ${counted(number("members"), "member")} (${number("ms")} ms)`,
  },
  "memberships pushed": {
    by: "destination",
    largest: ["ms"],
    say: (number, destination) =>
      `pushed to ${destination}: ${number("added")} added, ${number("removed")} removed ` +
      `(${number("ms")} ms)`,
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
    if (kind) this.#gather(line.message, kind, String(line[kind.by ?? ""] ?? ""), line);
    else if (line.level.toLowerCase() !== "info" && line.level.toLowerCase() !== "debug") {
      this.#gather(source, noted(`${source}: ${line.message}${reasonOf(line)}`), line.message, {});
    }
  }

  /** Writes what has gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { kind, text, numbers } of this.#bursts.values()) {
      const said = kind.say((name) => Math.round(numbers[name] ?? 0), text);
      this.#write(said);
    }
    this.#bursts.clear();
  }

  #gather(name: string, kind: Kind, text: string, fields: Readonly<Record<string, unknown>>): void {
    const key = `${name}\n${text}`;
    const burst = this.#bursts.get(key) ?? { kind, text, numbers: { lines: 0 } };
    this.#bursts.set(key, burst);
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
