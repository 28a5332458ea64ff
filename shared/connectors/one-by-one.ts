import type { PushOutcome, PushRequest } from "./connector.ts";

interface OneByOne {
  /** As an admin knows it. */
  readonly system: string;
  /** Puts somebody in; returns why the system takes them not, where it says so. */
  enter(email: string): Promise<string | undefined>;
  /** Takes somebody out; who never was in is done with. */
  leave(email: string): Promise<void>;
}

/** For systems that take one person at a time and know them by e-mail: nobody was ever in without one. */
export async function oneByOne(
  { add, remove }: Pick<PushRequest, "add" | "remove">,
  { system, enter, leave }: OneByOne,
): Promise<PushOutcome[]> {
  const outcomes: PushOutcome[] = [];
  for (const { profileId, email } of add) {
    const reason =
      email === undefined
        ? `${system} knows people by e-mail, and this profile has none.`
        : await enter(email);
    outcomes.push(
      reason === undefined
        ? { profileId, state: "confirmed" }
        : { profileId, state: "refused", reason },
    );
  }
  for (const { profileId, email } of remove) {
    if (email !== undefined) await leave(email);
    outcomes.push({ profileId, state: "confirmed" });
  }
  return outcomes;
}
