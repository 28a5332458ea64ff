import type { Change, ObjectKind } from "../contracts/change.ts";
import type { ImportJob, Sweep, SweepFindings } from "../contracts/import.ts";

/** Webhooks arrive within seconds; what is younger than this may still be on its way. */
export const onTheirWayMs = 5 * 60_000;

const examplesKept = 10;
const attributesShown = 5;
/** More would make the job heavy; a source that lost this many kinds of values lost everything. */
const attributesCounted = 200;
/** Of more merges in one sweep, some are told as deletions first, which changes nothing in the end. */
const mergesKept = 2_000;

export const nothingFound: SweepFindings = {
  lost: 0,
  lostValues: {},
  examples: [],
  merged: [],
  deleted: 0,
  repaired: 0,
};

/**
 * Adds what a step found. `changedAt` is when a record last changed at the source: what changed
 * a moment ago is repaired too, but not counted as lost. An association has no clock at some
 * sources and always counts.
 */
export function addFound(
  findings: SweepFindings,
  changes: readonly Change[],
  changedAt: (recordId: string) => number | undefined,
  now: number,
): SweepFindings {
  let added = findings;
  for (const [recordId, own] of Map.groupBy(changes, (change) => change.recordId)) {
    added = {
      ...added,
      repaired: added.repaired + 1,
      merged: [...added.merged, ...own.flatMap(mergedBy)].slice(-mergesKept),
    };
    if (own.some(({ body }) => body.kind === "deletion")) {
      added = { ...added, deleted: added.deleted + 1 };
      continue;
    }
    const isSettled = (changedAt(recordId) ?? 0) <= now - onTheirWayMs;
    const names = own.flatMap((change) => lostNames(change, isSettled));
    const [first] = own;
    if (names.length > 0 && first !== undefined)
      added = addLost(added, { object: first.object, recordId, attributes: names });
  }
  return added;
}

function mergedBy({ object, body }: Change): string[] {
  return body.kind === "merge" ? body.mergedRecordIds.map((id) => mergedKey(object, id)) : [];
}

export function mergedKey(object: ObjectKind, recordId: string): string {
  return `${object} ${recordId}`;
}

function lostNames({ body }: Change, isSettled: boolean): string[] {
  switch (body.kind) {
    case "attributes": {
      const names = Object.keys(body.values);
      return isSettled ? (names.length === 0 ? ["(record)"] : names) : [];
    }
    case "association":
      return ["(association)"];
    case "merge":
      return ["(merge)"];
    case "behaviour":
    case "deletion":
    case "erasure":
      return [];
  }
}

function addLost(
  findings: SweepFindings,
  { attributes, ...record }: SweepFindings["examples"][number],
): SweepFindings {
  const lostValues = new Map(Object.entries(findings.lostValues));
  for (const name of attributes) {
    const counted = lostValues.get(name);
    if (counted !== undefined || lostValues.size < attributesCounted)
      lostValues.set(name, (counted ?? 0) + 1);
  }
  const example = { ...record, attributes: attributes.slice(0, attributesShown) };
  return {
    ...findings,
    lost: findings.lost + 1,
    lostValues: Object.fromEntries(lostValues),
    examples: [...findings.examples, example].slice(-examplesKept),
  };
}

/** A finished sweep as it is kept; undefined for an import, which found nothing lost. */
export function sweepOf(job: ImportJob, finishedAt: number): Sweep | undefined {
  const { sweep, startedAt, records, refused } = job;
  return sweep && { ...sweep, startedAt, finishedAt, records, refused };
}
