import type { ChangesMessage } from "../contracts/change.ts";
import type { IncomingChange } from "../profiles/fold-change.ts";
import { type Flip, newProfile, type ProfileKey } from "../profiles/profile.ts";
import { differs } from "../profiles/same-state.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { commitProfile } from "./commit-profile.ts";
import type { FlowContext } from "./context.ts";
import { decide } from "./decide.ts";
import { mergeRecords } from "./merge-records.ts";
import { profileKeyOf, ProfileResolver } from "./resolve-profiles.ts";

export type ApplyContext = Pick<FlowContext, "storage" | "index" | "clock">;

export interface Applied {
  readonly changes: number;
  readonly profiles: number;
  /** Versions evaluated, over all profiles. */
  readonly touched: number;
  readonly segments: number;
  readonly entered: number;
  readonly exited: number;
  /** What failed, by the position of the message it came in. */
  readonly failures: ReadonlyMap<number, unknown>;
}

interface ProfileWork {
  readonly key: ProfileKey;
  readonly incoming: IncomingChange[];
  readonly positions: Set<number>;
}

interface Tally {
  touched: number;
  segments: number;
  entered: number;
  exited: number;
}

/** Applies a batch of messages: one read for all profiles, one write for each that changes. */
export async function applyChanges(
  context: ApplyContext,
  messages: readonly ChangesMessage[],
): Promise<Applied> {
  const resolver = new ProfileResolver(context.storage);
  const works = await byProfile(resolver, messages);
  const tally: Tally = { touched: 0, segments: 0, entered: 0, exited: 0 };
  const failures = new Map<number, unknown>();
  await inParallel(works, async (work) => {
    try {
      await applyToProfile(context, resolver, work, tally);
    } catch (error) {
      for (const position of work.positions) failures.set(position, error);
    }
  });
  const changes = messages.reduce((count, message) => count + message.changes.length, 0);
  return { changes, profiles: works.length, ...tally, failures };
}

async function applyToProfile(
  context: ApplyContext,
  resolver: ProfileResolver,
  work: ProfileWork,
  tally: Tally,
): Promise<void> {
  await retrying(ConflictError, async (attempt) => {
    const { key, incoming } = work;
    const now = context.clock.now();
    const before = (await resolver.profile(key, attempt === 1)) ?? newProfile(key, now);
    const snapshot = await context.index.snapshot(key.workspaceId);
    const decision = await decide({ index: context.index, snapshot, before, incoming, now });
    const written = differs(before, decision.profile, decision.flips)
      ? await commitProfile(context, { snapshot, before, decision, incoming, now })
      : decision;
    tally.segments = snapshot.root.segmentCount;
    tally.touched += decision.touched;
    count(tally, written.flips);
  });
  for (const each of work.incoming)
    if (each.change.body.kind === "merge")
      count(tally, await mergeRecords(context, resolver, work.key, each));
}

async function byProfile(
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

function count(tally: Tally, flips: readonly Flip[]): void {
  for (const flip of flips) {
    if (flip.kind === "entered") tally.entered += 1;
    if (flip.kind === "exited") tally.exited += 1;
  }
}

const profilesAtOnce = 16;

async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: profilesAtOnce }, lane));
}
