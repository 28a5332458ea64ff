import type { ObjectKind } from "../contracts/change.ts";
import type { Outcome } from "../contracts/outcome.ts";
import type { Program } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import { partitions } from "../profiles/profile-id.ts";
import { profilesKey } from "../profiles/transitions.ts";
import { isActing } from "../programs/acting.ts";
import { ProgramTally } from "../programs/measurement/program-tally.ts";
import type { TouchProperty } from "../programs/measurement/touches.ts";
import type { FlowContext } from "./context.ts";
import { typesOf } from "./index-reader.ts";
import { type Audience, measureEntries, type Person } from "./measure-entries.ts";
import { outcomeFields, readTrails, type TrailReading } from "./measure-trails.ts";
import { presentIndex } from "./membership-now.ts";

type MeasureContext = Pick<FlowContext, "storage" | "clock">;

/** What somebody touched in the time before an outcome. */
export interface TouchQuestion {
  readonly by: TouchProperty;
  readonly lookBackMs: number;
}

export interface ProgramResults {
  readonly tally: ProgramTally;
  readonly segments: readonly Segment[];
  readonly object: ObjectKind;
  readonly erased: number;
  /** The share of all people that was looked at. */
  readonly covered: number;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly from: number;
}

const perRead = 200;
/** Whatever the numbers: what is not read by then is left to the sample. */
const longestMs = 20_000;

/**
 * What came of a program so far, worked out anew from the turns of its segments and the history
 * of whoever entered. Nothing is stored, and nobody is left out for what they did after entering.
 */
export async function measureProgram(
  context: MeasureContext,
  program: Program,
  touch?: TouchQuestion,
): Promise<ProgramResults> {
  const endsAt = performance.now() + longestMs;
  const asOf = context.clock.now();
  const object = measuredKind(program);
  const segments = await segmentsOf(context, program, object);
  const audience = audienceOf(program, segments, object, asOf);
  const { people, erased, covered } = await measureEntries(
    context,
    audience,
    endsAt - longestMs / 2,
  );
  const outcomes = program.outcomes ?? [];
  const reading = await readingOf(context, audience, outcomes, people, touch !== undefined);
  const tally = new ProgramTally(grouped(program), outcomes, touch);
  const walks = partitions.map((each) => walk(people.get(each) ?? []));
  async function walk(part: readonly Person[]): Promise<number> {
    let done = 0;
    while (done < part.length && performance.now() < endsAt) {
      const page = part.slice(done, done + perRead);
      const trailOf = await readTrails(
        context,
        reading,
        page.map(({ id }) => id),
      );
      for (const { id, entry } of page) tally.add(id, entry, trailOf(id), asOf);
      done += page.length;
    }
    return part.length === 0 ? 1 : done / part.length;
  }
  const read = (await Promise.all(walks)).reduce((sum, share) => sum + share, 0);
  const share = covered * (read / partitions.length);
  return { tally, segments, object, erased, covered: share, asOf, from: audience.from };
}

/** People, wherever some of its segments hold people. */
export function measuredKind({ objects }: Pick<Program, "objects">): ObjectKind {
  return objects.includes("contact") ? "contact" : "company";
}

/** Whether chance made its groups of just those who are counted: what a company grants is held out by person. */
export function isByChance(program: Program): boolean {
  return measuredKind(program) === "contact" || isActing(program);
}

/** Without groups where these were not made of those who are counted. */
function grouped(program: Program): Program {
  return isByChance(program) ? program : { ...program, holdoutPercent: 0, variants: [] };
}

async function segmentsOf(
  { storage }: MeasureContext,
  { workspaceId, include, exclude }: Program,
  object: ObjectKind,
): Promise<Segment[]> {
  const ids = [...new Set([...include, ...exclude])];
  const found = await Promise.all(ids.map((id) => storage.segments.get(workspaceId, id)));
  return found.filter((each): each is Segment => each?.object === object);
}

function audienceOf(
  program: Program,
  segments: readonly Segment[],
  object: ObjectKind,
  now: number,
): Audience {
  const { workspaceId, createdAt, from = createdAt, until, endedAt } = program;
  const ofKind = (ids: readonly string[]) =>
    ids.filter((id) => segments.some((each) => each.id === id));
  const ends = [until, endedAt, now + 1].filter((each) => each !== undefined);
  return {
    workspaceId,
    object,
    include: ofKind(program.include),
    exclude: ofKind(program.exclude),
    from: Math.max(from, createdAt),
    until: Math.min(...ends),
  };
}

async function readingOf(
  context: MeasureContext,
  { workspaceId, object }: Audience,
  outcomes: readonly Outcome[],
  people: ReadonlyMap<string, readonly Person[]>,
  withTouches: boolean,
): Promise<TrailReading> {
  const { storage } = context;
  const counts = await storage.tallies.counts(workspaceId, `attributes#${object}`);
  const entered = [...people.values()].reduce((sum, part) => sum + part.length, 0);
  const { root } = await presentIndex(context, workspaceId);
  const fields = await outcomeFields(context, { workspaceId, object }, outcomes, withTouches);
  const dense = entered * 4 > (counts[profilesKey] ?? 0);
  return { workspaceId, object, fields, types: typesOf(root, object), dense };
}
