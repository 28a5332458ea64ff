import type { ChangesMessage } from "../contracts/change.ts";
import type { IncomingChange } from "../profiles/fold-change.ts";
import type { ProfileKey } from "../profiles/profile.ts";
import { type ProfileResolver, profileKeyOf } from "./resolve-profiles.ts";

/** What a batch says of one profile, and in which messages. */
export interface ProfileWork {
  readonly key: ProfileKey;
  readonly incoming: IncomingChange[];
  readonly positions: Set<number>;
}

/** Changes by the profile they concern, all profiles read at once. */
export async function byProfile(
  resolver: ProfileResolver,
  messages: readonly ChangesMessage[],
): Promise<ProfileWork[]> {
  const byRecord = new Map<string, ProfileWork>();
  messages.forEach((message, position) => {
    for (const change of message.changes) {
      const key = profileKeyOf(message, change.object, change.recordId);
      const work = byRecord.get(key.id) ?? { key, incoming: [], positions: new Set<number>() };
      byRecord.set(key.id, work);
      work.positions.add(position);
      work.incoming.push({
        connectionId: message.connectionId,
        rank: message.rank,
        receivedAt: message.receivedAt,
        change,
      });
    }
  });
  await resolver.load([...byRecord.values()].map((work) => work.key));
  return joined([...byRecord.values()], resolver);
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
      for (const position of work.positions) known.positions.add(position);
    }
  }
  return [...byId.values()];
}
