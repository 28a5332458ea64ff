import type { Change, ChangesMessage } from "../contracts/change.ts";
import type { ChangesQueueMessage, RefreshMessage, Surroundings } from "../contracts/related.ts";
import type { IncomingChange } from "../profiles/fold-change.ts";
import type { ProfileKey } from "../profiles/profile.ts";
import { type ProfileResolver, profileKeyOf } from "./resolve-profiles.ts";

/** What a batch says of one profile, and in which messages. */
export interface ProfileWork {
  readonly key: ProfileKey;
  readonly incoming: IncomingChange[];
  /** What around it is to be looked at again. */
  readonly refresh: Set<Surroundings>;
  readonly positions: Set<number>;
}

/** Changes by the profile they concern, all profiles read at once. */
export async function byProfile(
  resolver: ProfileResolver,
  messages: readonly ChangesQueueMessage[],
): Promise<ProfileWork[]> {
  const byRecord = new Map<string, ProfileWork>();
  const workOf = (key: ProfileKey, position: number): ProfileWork => {
    const work = byRecord.get(key.id) ?? emptyWork(key);
    byRecord.set(key.id, work);
    work.positions.add(position);
    return work;
  };
  messages.forEach((message, position) => {
    if ("changes" in message)
      for (const [key, incoming] of changesOf(message))
        workOf(key, position).incoming.push(incoming);
    else for (const key of keysOf(message)) workOf(key, position).refresh.add(message.of);
  });
  await resolver.load([...byRecord.values()].map((work) => work.key));
  return joined([...byRecord.values()], resolver);
}

function emptyWork(key: ProfileKey): ProfileWork {
  return { key, incoming: [], refresh: new Set(), positions: new Set() };
}

function changesOf(message: ChangesMessage): [ProfileKey, IncomingChange][] {
  const { connectionId, rank, receivedAt } = message;
  return message.changes.map((each) => {
    const change = oriented(each);
    const key = profileKeyOf(message, change.object, change.recordId);
    return [key, { connectionId, rank, receivedAt, change }];
  });
}

/** An association is the contact's, from whichever end it was told. */
function oriented(change: Change): Change {
  const { body, object, recordId } = change;
  if (body.kind !== "association" || object !== "company" || body.to.object !== "contact")
    return change;
  return {
    ...change,
    object: "contact",
    recordId: body.to.recordId,
    body: { ...body, to: { object: "company", recordId } },
  };
}

function keysOf({ workspaceId, object, ids }: RefreshMessage): ProfileKey[] {
  return ids.map((id) => ({ workspaceId, object, id }));
}

/** Records that are known to be one profile are applied in one write. */
function joined(works: readonly ProfileWork[], resolver: ProfileResolver): ProfileWork[] {
  const byId = new Map<string, ProfileWork>();
  for (const work of works) {
    const id = resolver.finalId(work.key);
    const known = byId.get(id);
    if (known === undefined) byId.set(id, { ...work, key: { ...work.key, id } });
    else {
      known.incoming.push(...work.incoming);
      for (const each of work.refresh) known.refresh.add(each);
      for (const position of work.positions) known.positions.add(position);
    }
  }
  return [...byId.values()];
}
