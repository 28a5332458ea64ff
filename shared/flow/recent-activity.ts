import { type Program, programPrefix } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import { displayName } from "../profiles/display-name.ts";
import type { Transition } from "../storage/transitions.ts";
import type { FlowContext } from "./context.ts";
import {
  connectionNews,
  destinationNews,
  editsOf,
  type Happening,
  programNews,
} from "./happenings.ts";

/** How far a reader has come, in milliseconds. */
export interface ActivityMark {
  /** By the wall clock, which views are written by. */
  readonly wall: number;
  /** By Muster's own. */
  readonly clock: number;
}

export interface RecentActivity {
  /** The newest first. */
  readonly happenings: readonly Happening[];
  /** Names of the people and companies in them, where there are any. */
  readonly names: ReadonlyMap<string, string>;
  readonly mark: ActivityMark;
}

/** Longer than a view's write takes: who reads on looks back so far, and sees some things twice. */
const overlapMs = 15_000;

/** Of very many segments that moved, those that did last. */
const mostSegments = 40;

type ActivityContext = Pick<FlowContext, "storage" | "clock">;

/**
 * What happened lately in a whole workspace, put together from what is kept anyway: nothing is
 * written for it. The counts say which segments moved, and only their transitions are read: at
 * most as many as are shown. Who entered or left because a rule changed is left out; the edit of
 * the segment stands for them all.
 */
export async function recentActivity(
  context: ActivityContext,
  workspaceId: string,
  { after, limit }: { after?: ActivityMark | undefined; limit: number },
): Promise<RecentActivity> {
  const mark = { wall: Date.now(), clock: context.clock.now() };
  const since = { wall: (after?.wall ?? 0) - overlapMs, clock: (after?.clock ?? 0) - overlapMs };
  const programs = await context.storage.programs.current(workspaceId);
  const segments = named(await context.storage.segments.all(workspaceId), programs);
  const [turns, news] = await Promise.all([
    turnsSince(context, workspaceId, segments, { since: since.wall, limit }),
    newsOf(context, workspaceId, segments),
  ]);
  const told = [...news, ...programs.flatMap(programNews)].filter(({ at }) => at >= since.clock);
  // Of each so many: those who come and go do not hide what else happens.
  const happenings = newestFirst([...newestFirst(turns, limit), ...newestFirst(told, limit)]);
  return { happenings, names: await namesIn(context, workspaceId, segments, happenings), mark };
}

function newestFirst(happenings: readonly Happening[], most?: number): Happening[] {
  const inOrder = (one: Happening, other: Happening): number =>
    other.at - one.at || (one.id < other.id ? 1 : -1);
  return happenings.toSorted(inOrder).slice(0, most);
}

/** A program's own segment is called as the program is. */
function named(segments: readonly Segment[], programs: readonly Program[]): readonly Segment[] {
  const names = new Map(programs.map(({ id, name }) => [id, name]));
  return segments.map((each) => ({ ...each, name: names.get(each.id) ?? each.name }));
}

async function turnsSince(
  { storage }: ActivityContext,
  workspaceId: string,
  segments: readonly Segment[],
  { since, limit }: { since: number; limit: number },
): Promise<Happening[]> {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const moved = await storage.tallies.movedSince(workspaceId, since);
  const found = await Promise.all(
    moved
      .flatMap((id) => byId.get(id) ?? [])
      .filter(({ state }) => state !== "building")
      .slice(0, mostSegments)
      .map(async (segment) => {
        const newest = await storage.transitions.newest(workspaceId, segment.id, limit);
        return newest
          .filter(({ publishedAt, cause }) => publishedAt >= since && cause.kind !== "rule")
          .map((turn) => happeningOf(segment, turn));
      }),
  );
  return found.flat();
}

function happeningOf({ id, name }: Segment, turn: Transition): Happening {
  const { kind, profileId, cause, number } = turn;
  return {
    id: `${id}/${number}`,
    at: Date.parse(turn.at),
    about: { kind: id.startsWith(programPrefix) ? "program" : "segment", id, name },
    said: kind === "entered" ? "was entered" : "was left",
    turn: { kind, profileId, cause },
  };
}

async function newsOf(
  { storage }: ActivityContext,
  workspaceId: string,
  segments: readonly Segment[],
): Promise<Happening[]> {
  const [connections, destinations] = await Promise.all([
    storage.connections.all(workspaceId),
    storage.destinations.all(workspaceId),
  ]);
  const present = connections.filter(({ state }) => state !== "removed");
  const jobs = await Promise.all(present.map(({ id }) => storage.imports.get(workspaceId, id)));
  return [
    ...segments.filter(({ id }) => !id.startsWith(programPrefix)).flatMap(editsOf),
    ...present.flatMap((connection, at) => connectionNews(connection, jobs[at])),
    ...destinations.flatMap(destinationNews),
  ];
}

async function namesIn(
  { storage }: ActivityContext,
  workspaceId: string,
  segments: readonly Segment[],
  happenings: readonly Happening[],
): Promise<Map<string, string>> {
  const objects = new Map(segments.map(({ id, object }) => [id, object]));
  const keys = happenings.flatMap(({ about, turn }) => {
    const object = objects.get(about.id);
    return turn === undefined || object === undefined
      ? []
      : [[turn.profileId, { workspaceId, object, id: turn.profileId }] as const];
  });
  const profiles = await storage.profiles.read([...new Map(keys).values()]);
  return new Map(
    [...profiles].flatMap(([id, profile]) => {
      const name = displayName(profile);
      return name === undefined ? [] : [[id, name] as const];
    }),
  );
}
