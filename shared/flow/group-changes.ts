import type { Change, ChangesMessage } from "../contracts/change.ts";
import type { ChangesQueueMessage, RefreshMessage, Surroundings } from "../contracts/related.ts";
import type { IncomingChange } from "../profiles/fold-change.ts";
import type { ProfileKey } from "../profiles/profile.ts";
import { type ProfileResolver, profileKeyOf } from "./resolve-profiles.ts";

/** What a batch says of one profile, and in which messages. */
export interface ProfileWork extends RecordWork {
  /** The same by what was addressed: the profile may be parted before it is written. */
  readonly parts: readonly RecordWork[];
}

interface RecordWork {
  readonly key: ProfileKey;
  readonly incoming: IncomingChange[];
  /** What around it is to be looked at again. */
  readonly refresh: Set<Surroundings>;
  readonly positions: Set<number>;
  readonly correlationIds: Set<string>;
}

/** Changes by the profile they concern, all profiles read at once. */
export async function byProfile(
  resolver: ProfileResolver,
  messages: readonly ChangesQueueMessage[],
): Promise<ProfileWork[]> {
  const byRecord = new Map<string, RecordWork>();
  const workOf = (key: ProfileKey, position: number): RecordWork => {
    const work = byRecord.get(key.id) ?? emptyWork(key);
    byRecord.set(key.id, work);
    work.positions.add(position);
    for (const id of messages[position]?.correlationIds ?? []) work.correlationIds.add(id);
    return work;
  };
  messages.forEach((message, position) => {
    if ("changes" in message)
      for (const [key, incoming] of changesOf(message))
        workOf(key, position).incoming.push(incoming);
    else for (const key of keysOf(message)) workOf(key, position).refresh.add(message.of);
  });
  return joined([...byRecord.values()], resolver);
}

/** The same work by what its records stand for now. */
export function byProfileNow(resolver: ProfileResolver, work: ProfileWork): Promise<ProfileWork[]> {
  return joined(work.parts, resolver);
}

function emptyWork(key: ProfileKey): RecordWork {
  return { key, incoming: [], refresh: new Set(), positions: new Set(), correlationIds: new Set() };
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
async function joined(
  works: readonly RecordWork[],
  resolver: ProfileResolver,
): Promise<ProfileWork[]> {
  await resolver.load(works.map((work) => work.key));
  const byId = Map.groupBy(works, (work) => resolver.finalId(work.key));
  return [...byId].flatMap(([id, parts]) => {
    const [first] = parts;
    return first === undefined ? [] : [together({ ...first.key, id }, parts)];
  });
}

function together(key: ProfileKey, parts: readonly RecordWork[]): ProfileWork {
  return {
    key,
    incoming: parts.flatMap((each) => each.incoming),
    refresh: new Set(parts.flatMap((each) => [...each.refresh])),
    positions: new Set(parts.flatMap((each) => [...each.positions])),
    correlationIds: new Set(parts.flatMap((each) => [...each.correlationIds])),
    parts,
  };
}
