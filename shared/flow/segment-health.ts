import type { Program } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import { hasEnded } from "../programs/audience.ts";
import { calendarOf } from "../segmentation/time/calendar-of.ts";
import { type Duration, describeDuration } from "../segmentation/time/duration.ts";
import type { FlowContext } from "./context.ts";
import { isOver, reviewDueAt } from "./lifecycle.ts";
import { presentIndex } from "./membership-now.ts";

type HealthContext = Pick<FlowContext, "storage" | "clock">;

/** What calls for its owner's attention, and what to do. */
export interface Finding {
  readonly kind: "orphaned" | "empty" | "never-changing" | "outlived" | "review-overdue" | "failed";
  readonly message: string;
}

export interface HealthQuestion {
  /** Owners who are gone, as segments name them. */
  readonly formerOwners: readonly string[];
  /** Without a transition for so long counts as never changing. */
  readonly quietFor: Duration;
}

/** A segment together with what is known around it. */
interface Looked {
  readonly segment: Segment;
  readonly size: number;
  /** When somebody last entered or left; undefined if never. In milliseconds. */
  readonly lastTurn: number | undefined;
  readonly zone: string;
  readonly now: number;
  /** What includes or excludes it. */
  readonly programs: readonly Program[];
}

const namesShown = 3;

/** The findings on each segment that is not retired; those without any are left out. */
export async function segmentHealth(
  context: HealthContext,
  workspaceId: string,
  segments: readonly Segment[],
  question: HealthQuestion,
): Promise<{ segment: Segment; findings: Finding[] }[]> {
  const { storage, clock } = context;
  const { root } = await presentIndex(context, workspaceId);
  const populations = await storage.tallies.populations(workspaceId);
  const now = clock.now();
  const programs = await storage.programs.current(workspaceId);
  const present = segments.filter(({ state }) => state !== "retired");
  const looked = await Promise.all(
    present.map(async (segment): Promise<Looked> => {
      const latest = await storage.transitions.latest(workspaceId, segment.id);
      const lastTurn = latest === undefined ? undefined : Date.parse(latest.at);
      const size = populations.get(segment.id)?.size ?? 0;
      const own = programs.filter((each) => isOf(each, segment.id));
      return { segment, size, lastTurn, zone: root.zone, now, programs: own };
    }),
  );
  return looked
    .map((each) => ({ segment: each.segment, findings: findingsOf(each, question) }))
    .filter(({ findings }) => findings.length > 0);
}

function findingsOf(looked: Looked, question: HealthQuestion): Finding[] {
  return [
    orphaned(looked, question),
    outlived(looked),
    overdue(looked),
    failed(looked),
    ...(isOver(looked.segment, looked.zone, looked.now)
      ? []
      : [empty(looked), neverChanging(looked, question)]),
  ].flatMap((finding) => finding ?? []);
}

function orphaned({ segment }: Looked, { formerOwners }: HealthQuestion): Finding | undefined {
  const owner = segment.owner.toLowerCase();
  const gone = formerOwners.find((name) => owner.includes(name.toLowerCase()));
  if (gone === undefined) return undefined;
  const message = `${segment.owner} is gone: name another owner, who decides what becomes of it, or retire it.`;
  return { kind: "orphaned", message };
}

function isOf({ include, exclude }: Program, segmentId: string): boolean {
  return include.includes(segmentId) || exclude.includes(segmentId);
}

function outlived({ segment, zone, now, programs }: Looked): Finding | undefined {
  if (!isOver(segment, zone, now)) return outlivedByPrograms(programs, now);
  const message = `Its time ended on ${segment.retireAt}: it is retired once its last members have left and no segment reads it any more.`;
  return { kind: "outlived", message };
}

/** It drove something, and all of that has ended. */
function outlivedByPrograms(programs: readonly Program[], now: number): Finding | undefined {
  if (programs.length === 0 || programs.some((each) => !hasEnded(each, now))) return undefined;
  const names = programs.slice(0, namesShown).map(({ name }) => `"${name}"`);
  const others = programs.length - names.length;
  const listed = [...names, ...(others > 0 ? [`${others} others`] : [])].join(", ");
  const message = `All that it drove has ended (${listed}): retire it, unless people read it or another program is to have it.`;
  return { kind: "outlived", message };
}

function overdue({ segment, zone, now }: Looked): Finding | undefined {
  const due = reviewDueAt(segment, zone);
  if (due === undefined || due > now) return undefined;
  const message = `${segment.owner} was to review it by ${new Date(due).toISOString().slice(0, 10)}: look at the rule and its members, then mark it as reviewed.`;
  return { kind: "review-overdue", message };
}

function failed({ segment }: Looked): Finding | undefined {
  if (!segment.versions.some(({ state }) => state === "failed")) return undefined;
  return { kind: "failed", message: "The build of a version stopped: read why, then resume it." };
}

function empty({ segment, size }: Looked): Finding | undefined {
  if (segment.state !== "live" || size > 0) return undefined;
  const message = "Nobody is in it: see by a preview which condition nobody meets, or retire it.";
  return { kind: "empty", message };
}

function neverChanging(
  { segment, lastTurn, size, zone, now }: Looked,
  { quietFor }: HealthQuestion,
): Finding | undefined {
  const since = lastTurn ?? segment.createdAt;
  const isQuiet = calendarOf(zone).plus(since, quietFor) <= now;
  if (segment.state !== "live" || size === 0 || !isQuiet) return undefined;
  const message = `Nobody has entered or left for ${describeDuration(quietFor.text)}: make sure that what its rule reads is still kept up to date.`;
  return { kind: "never-changing", message };
}
