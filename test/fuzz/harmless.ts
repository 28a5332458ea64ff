import fc from "fast-check";
import { expect } from "vitest";

/** `MUSTER_FUZZ=100` tries a hundred times as many inputs as an ordinary run. */
const times = Number(process.env["MUSTER_FUZZ"] ?? 1);
const inputs = 150;

/** Milliseconds of processor time that one input may cost. */
const slowest = 50;

type Kind = abstract new (...given: never[]) => Error;

export interface Reader<Input> {
  readonly inputs: fc.Arbitrary<Input>;
  read(input: Input): unknown;
  /** What it may refuse with; none: it answers everything. */
  readonly refuses?: Kind;
  /** Milliseconds, where more than the usual is allowed. */
  readonly atMost?: number;
  /** In an ordinary run, where each is costly. */
  readonly runs?: number;
}

const names = Object.getOwnPropertyNames(Object.prototype).sort().join();

/**
 * Holds a reader of outside bytes to its promise: no input makes it fail with anything but what it
 * declares, take longer than 50 ms of processor time, or change what all objects share. A failure
 * prints the seed and the smallest input.
 */
export async function expectHarmless<Input>(reader: Reader<Input>): Promise<void> {
  const { atMost = slowest, runs = inputs } = reader;
  await fc.assert(
    fc.asyncProperty(reader.inputs, async (input) => {
      let spent = await cost(reader, input);
      // A pause for garbage falls on anyone: what is slow is slow again, and again.
      for (let again = 0; spent > atMost && again < 2; again += 1)
        spent = Math.min(spent, await cost(reader, input));
      expect(spent, "milliseconds").toBeLessThanOrEqual(atMost);
      expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(names);
      expect(Object.keys(Array.prototype).concat(Object.keys(Function.prototype))).toEqual([]);
    }),
    { numRuns: runs * times, endOnFailure: true },
  );
}

/** Of this thread alone: other tests run beside it. */
async function cost<Input>({ read, refuses }: Reader<Input>, input: Input): Promise<number> {
  const began = process.threadCpuUsage();
  try {
    await read(input);
  } catch (error) {
    if (refuses === undefined || !(error instanceof refuses)) throw error;
  }
  const { user, system } = process.threadCpuUsage(began);
  return (user + system) / 1_000;
}
