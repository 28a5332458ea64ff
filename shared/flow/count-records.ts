import { attributeCounts, behaviourCounts } from "../profiles/transitions.ts";
import { PermanentError } from "../runtime/errors.ts";
import type { Contribution } from "../storage/tallies.ts";
import type { FlowContext } from "./context.ts";
import type { Derived, ProfileRecordImage } from "./derive-views.ts";

interface Tally {
  readonly workspaceId: string;
  readonly name: string;
  readonly contributions: Contribution[];
}

/** The place of a record's transition in the sequence of a segment. */
export type NumberOf = (workspaceId: string, segmentId: string, sequenceNumber: string) => number;

/** Counts a batch of the stream, each record once however often it comes. */
export async function countRecords(
  storage: Pick<FlowContext["storage"], "tallies">,
  shardId: string,
  images: readonly ProfileRecordImage[],
  derived: readonly Derived[],
): Promise<NumberOf> {
  const numbers = new Map<string, ReadonlyMap<string, number>>();
  await Promise.all(
    talliesOf(images, derived).map(async ({ workspaceId, name, contributions }) => {
      const given = await storage.tallies.contribute(workspaceId, name, shardId, contributions);
      numbers.set(`${workspaceId}/${name}`, given);
    }),
  );
  return (workspaceId, segmentId, sequenceNumber) => {
    const number = numbers.get(`${workspaceId}/${segmentTally(segmentId)}`)?.get(sequenceNumber);
    if (number === undefined) throw new PermanentError("a transition was counted without a number");
    return number;
  };
}

function talliesOf(images: readonly ProfileRecordImage[], derived: readonly Derived[]): Tally[] {
  const tallies = new Map<string, Tally>();
  const contribute = (workspaceId: string, name: string, contribution: Contribution): void => {
    const key = `${workspaceId}/${name}`;
    const tally = tallies.get(key) ?? { workspaceId, name, contributions: [] };
    tallies.set(key, tally);
    tally.contributions.push(contribution);
  };
  for (const each of derived)
    for (const segmentId of each.sizes.keys())
      contribute(each.workspaceId, segmentTally(segmentId), contributionTo(segmentId, each));
  for (const { before, after, note, sequenceNumber } of images) {
    const counts = { ...attributeCounts(before, after), ...behaviourCounts(note.history) };
    if (Object.keys(counts).length > 0)
      contribute(after.workspaceId, `attributes#${after.object}`, { sequenceNumber, counts });
  }
  return [...tallies.values()];
}

/** By the day on which it happened, which is not always that on which it is counted. */
function contributionTo(segmentId: string, derived: Derived): Contribution {
  const { sequenceNumber, sizes } = derived;
  const change = sizes.get(segmentId) ?? 0;
  const isHere = (each: { segmentId: string }): boolean => each.segmentId === segmentId;
  const transitions = derived.transitions.filter(isHere);
  const of = { sequenceNumber, counts: { size: change }, numbered: transitions.length > 0 };
  const date = derived.turns.find(isHere)?.at.slice(0, 10);
  if (date === undefined) return of;
  const entered = transitions.filter(({ kind }) => kind === "entered").length;
  return { ...of, day: { date, entered, exited: transitions.length - entered, change } };
}

function segmentTally(segmentId: string): string {
  return `segment#${segmentId}`;
}
