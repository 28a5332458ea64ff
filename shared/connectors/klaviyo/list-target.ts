import { setTimeout as pause } from "node:timers/promises";
import type { Destination } from "../../contracts/destination.ts";
import { PermanentError } from "../../runtime/errors.ts";
import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import { type ApiAccess, keyAccess } from "../key-access.ts";
import { peopleOnly } from "../people-only.ts";
import { changeMembers, listMembers } from "./list-members.ts";
import { findOrMakeList, type List } from "./lists.ts";
import { type MadeProfile, makeProfile, profilesByEmail } from "./profiles.ts";

/**
 * Keeps one list equal to a segment of contacts. Who leaves is taken off the list and stays
 * subscribed; who enters is put on it without a word about consent.
 * https://developers.klaviyo.com/en/v2026-07-15/reference/add_profiles_to_list
 */
export const klaviyoListTarget: PushTarget = {
  kind: "klaviyo-list",
  /** A call takes 1,000, but who is not known yet is made one by one. */
  batchSize: 100,
  choose: peopleOnly("Klaviyo"),
  async prepare({ listId, segmentName }, connection) {
    if (listId !== undefined) return { listId };
    return { listId: await findOrMakeList(keyAccess(connection), `Muster · ${segmentName}`) };
  },
  async push({ destination, connection, add, remove }) {
    const list = listOf(destination);
    const access = keyAccess(connection);
    const emails = [...add, ...remove].flatMap(({ email }) => email ?? []);
    const known = await profilesByEmail(access, [...new Set(emails)]);
    const entering = await profilesOf(access, add, known);
    const ids = new Set([...entering.values()].flatMap((made) => ("id" in made ? made.id : [])));
    const leaving = remove.flatMap(({ email = "" }) => known.get(email.toLowerCase()) ?? []);
    await changeMembers(access, list, "POST", [...ids]);
    // Two profiles may share an address: who is to be in stays in.
    const gone = new Set(leaving.filter((id) => !ids.has(id)));
    await changeMembers(access, list, "DELETE", [...gone]);
    return [
      ...add.map((record) => outcomeOf(record, entering.get(record))),
      // Who is not in the account is not on its list either.
      ...remove.map(({ profileId }) => ({ profileId, state: "confirmed" as const })),
    ];
  },
  members: listMembers,
};

function listOf({ listId, segmentName }: Destination): List {
  if (listId !== undefined) return { id: listId, segmentName };
  throw new PermanentError(`No Klaviyo list was made yet for "${segmentName}".`);
}

/** So many at once and no faster than a second each time: 600 a minute of the 750 allowed. */
const madeAtOnce = 10;
const spacingMs = 1_000;

async function profilesOf(
  access: ApiAccess,
  records: readonly PushRecord[],
  known: ReadonlyMap<string, string>,
): Promise<Map<PushRecord, MadeProfile>> {
  const found = new Map<PushRecord, MadeProfile>();
  const unknown: PushRecord[] = [];
  for (const record of records) {
    if (record.email === undefined) continue;
    const id = known.get(record.email.toLowerCase());
    if (id === undefined) unknown.push(record);
    else found.set(record, { id });
  }
  for (let start = 0; start < unknown.length; start += madeAtOnce) {
    const elapsed = pause(start + madeAtOnce < unknown.length ? spacingMs : 0);
    const some = unknown.slice(start, start + madeAtOnce);
    const made = await Promise.all(some.map((record) => makeProfile(access, record)));
    for (const [index, record] of some.entries()) found.set(record, made[index] ?? nothingMade);
    await elapsed;
  }
  return found;
}

const nothingMade: MadeProfile = { refusal: "Klaviyo made no profile." };

function outcomeOf({ profileId }: PushRecord, made: MadeProfile | undefined): PushOutcome {
  if (made === undefined) {
    const reason = "Klaviyo knows people by e-mail, and this profile has none.";
    return { profileId, state: "refused", reason };
  }
  if ("refusal" in made) return { profileId, state: "refused", reason: made.refusal };
  return { profileId, state: "confirmed" };
}
