import { MusterError } from "../runtime/errors.ts";
import type { PushOutcome, PushRecord, PushRequest } from "./connector.ts";

export interface OneByOne {
  /** As an admin knows it. */
  readonly system: string;
  /** Puts somebody in; returns why the system takes them not, where it says so. */
  enter(email: string): Promise<string | undefined>;
  /** Takes somebody out; who never was in is done with. */
  leave(email: string): Promise<void>;
}

/** Then what is done is told: who pushes notes it before its own time is over. */
const longestMs = 10_000;

/**
 * For systems that take one person at a time and know them by e-mail: nobody was ever in without
 * one. Ends early where it takes long, or where the system fails after the first: the outcomes so
 * far are told, and a failure that stays meets the next call at once.
 */
export async function oneByOne(
  { add, remove }: Pick<PushRequest, "add" | "remove">,
  system: OneByOne,
  mostMs = longestMs,
): Promise<PushOutcome[]> {
  const steps = [
    ...add.map((record) => () => entered(system, record)),
    ...remove.map((record) => () => left(system, record)),
  ];
  const outcomes: PushOutcome[] = [];
  const startedAt = performance.now();
  for (const step of steps) {
    try {
      outcomes.push(await step());
    } catch (error) {
      if (outcomes.length === 0 || !(error instanceof MusterError)) throw error;
      return outcomes;
    }
    if (performance.now() - startedAt > mostMs) return outcomes;
  }
  return outcomes;
}

async function entered(
  { system, enter }: OneByOne,
  { profileId, email }: PushRecord,
): Promise<PushOutcome> {
  const reason =
    email === undefined
      ? `${system} knows people by e-mail, and this profile has none.`
      : await enter(email);
  return reason === undefined
    ? { profileId, state: "confirmed" }
    : { profileId, state: "refused", reason };
}

async function left({ leave }: OneByOne, { profileId, email }: PushRecord): Promise<PushOutcome> {
  if (email !== undefined) await leave(email);
  return { profileId, state: "confirmed" };
}
