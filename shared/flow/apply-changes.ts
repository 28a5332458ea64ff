import type { ChangesQueueMessage } from "../contracts/related.ts";
import { type Flip, newProfile } from "../profiles/profile.ts";
import { differs } from "../profiles/same-state.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { applyNewcomers } from "./apply-newcomers.ts";
import { commitProfile } from "./commit-profile.ts";
import type { ApplyContext } from "./context.ts";
import { correlated } from "./correlation.ts";
import { type Decision, decide } from "./decide.ts";
import { byProfile, byProfileNow, type ProfileWork } from "./group-changes.ts";
import { RelatedReader } from "./look-around.ts";
import { mergeRecords } from "./merge-records.ts";
import { ProfileResolver } from "./resolve-profiles.ts";

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

interface Tally {
  touched: number;
  segments: number;
  entered: number;
  exited: number;
}

/** Applies a batch of messages: one read for all profiles, one write for each that changes. */
export async function applyChanges(
  context: ApplyContext,
  messages: readonly ChangesQueueMessage[],
): Promise<Applied> {
  const resolver = new ProfileResolver(context.storage);
  const reading: Reading = { resolver, related: new RelatedReader(context) };
  const works = await byProfile(resolver, messages);
  await prefetch(context, reading, works);
  const tally: Tally = { touched: 0, segments: 0, entered: 0, exited: 0 };
  const failures = new Map<number, unknown>();
  for (const turn of inTurns(works, messages)) {
    const newcomers = await applyNewcomers(context, reading, turn);
    for (const decision of newcomers.values()) note(tally, decision);
    const others = turn.filter((work) => !newcomers.has(work));
    await inParallel(others, async (work) => {
      try {
        await applyToProfile(context, reading, work, tally);
      } catch (error) {
        for (const position of work.positions) failures.set(position, error);
      }
    });
  }
  const changes = messages.reduce((count, message) => count + changesIn(message), 0);
  return { changes, profiles: works.length, ...tally, failures };
}

function changesIn(message: ChangesQueueMessage): number {
  return "changes" in message ? message.changes.length : 0;
}

/** As many as one message of webhooks brings. */
const fewWorks = 20;

/**
 * The queue is fair in what it hands out, and hands out a quiet source's message together with nine of
 * an import: sources with few profiles in the batch do not wait for those with many.
 */
function inTurns(
  works: readonly ProfileWork[],
  messages: readonly ChangesQueueMessage[],
): ProfileWork[][] {
  const sourceOf = ({ key, positions }: ProfileWork): string => {
    const [position = 0] = positions;
    const message = messages[position];
    const source = message && "connectionId" in message ? message.connectionId : "";
    return `${key.workspaceId}/${source}`;
  };
  const sources = [...Map.groupBy(works, sourceOf).values()];
  const few = sources.filter(({ length }) => length <= fewWorks);
  const many = sources.filter(({ length }) => length > fewWorks);
  return [few.flat(), many.flat()].filter(({ length }) => length > 0);
}

/** What the works of one batch read together. */
interface Reading {
  readonly resolver: ProfileResolver;
  readonly related: RelatedReader;
}

/** The companies of all who are to look at theirs again, with one read. */
async function prefetch(
  { index }: ApplyContext,
  { resolver, related }: Reading,
  works: readonly ProfileWork[],
): Promise<void> {
  const looking = works.filter((work) => work.refresh.has("companies"));
  for (const [workspaceId, own] of Map.groupBy(looking, ({ key }) => key.workspaceId)) {
    const snapshot = await index.snapshot(workspaceId);
    const profiles = resolver.loaded(own.map(({ key }) => key));
    await related.prefetch(snapshot, profiles, true);
  }
}

/**
 * Who is beaten by another writer reads where the records lead to by then: into one profile
 * after a merge, apart after a split. What was applied before a later part failed is a repeat.
 */
async function applyToProfile(
  batch: ApplyContext,
  { resolver, related }: Reading,
  work: ProfileWork,
  tally: Tally,
): Promise<void> {
  const context = { ...batch, ...correlated(work.correlationIds) };
  await retrying(ConflictError, async (attempt) => {
    if (attempt === 1 && resolver.isLoaded)
      return applyOnce(context, { resolver, related }, work, tally);
    const again = { resolver: new ProfileResolver(context.storage), related };
    for (const part of await byProfileNow(again.resolver, work))
      await applyOnce(context, again, part, tally);
  });
  for (const each of work.incoming)
    if (each.change.body.kind === "merge")
      count(tally, await mergeRecords(context, resolver, work.key, each));
}

async function applyOnce(
  context: ApplyContext,
  { resolver, related }: Reading,
  { key, incoming, refresh }: ProfileWork,
  tally: Tally,
): Promise<void> {
  const { index } = context;
  const now = context.clock.now();
  const before = (await resolver.profile(key, true)) ?? newProfile(key, now);
  const snapshot = await index.snapshot(key.workspaceId);
  const decision = await decide({ index, related, snapshot, before, incoming, refresh, now });
  // A change that lost changes nothing but the history.
  const isNews = decision.history.length > 0 || differs(before, decision.profile, decision.flips);
  const commit = { snapshot, before, decision, incoming, now, isNews };
  const written = await commitProfile(context, commit);
  tally.segments = snapshot.root.segmentCount;
  note(tally, { touched: decision.touched, flips: written.flips });
}

function note(tally: Tally, { touched, flips }: Pick<Decision, "touched" | "flips">): void {
  tally.touched += touched;
  count(tally, flips);
}

function count(tally: Tally, flips: readonly Flip[]): void {
  for (const flip of flips) {
    if (flip.kind === "entered") tally.entered += 1;
    if (flip.kind === "exited") tally.exited += 1;
  }
}

const profilesAtOnce = 8;

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
