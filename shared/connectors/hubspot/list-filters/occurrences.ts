import { z } from "zod";
import { type Shaped, shaped } from "../../list-formula/reading.ts";

export interface Occurrences {
  readonly atLeast: number;
  readonly atMost: number | undefined;
}

const count = z.int().min(0).max(1_000_000).optional();
const Counted = z.strictObject({
  type: z.literal("NUM_OCCURRENCES"),
  minOccurrences: count,
  maxOccurrences: count,
});
const Typed = z.object({ type: z.string() });

/** How often something must have been so; absent: at least once. */
export function readOccurrences(given: unknown): Shaped<Occurrences> {
  const once = { atLeast: 1, atMost: undefined };
  if (given === undefined || given === null) return { ok: true, value: once };
  const type = Typed.safeParse(given).data?.type;
  if (type === "ALL_HISTORY") return { ok: true, value: once };
  if (type !== "NUM_OCCURRENCES")
    return { ok: false, why: "Rules count occurrences, and know no other way to weigh them." };
  const read = shaped(Counted, given);
  if (!read.ok) return read;
  const { minOccurrences: atLeast = 0, maxOccurrences: atMost } = read.value;
  return atMost !== undefined && atMost < atLeast
    ? { ok: false, why: "It asks for more occurrences than it allows." }
    : { ok: true, value: { atLeast, atMost } };
}
