import type { Connection } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import type { Cause } from "../contracts/event.ts";
import type { ImportJob } from "../contracts/import.ts";
import type { Program } from "../contracts/program.ts";
import type { Segment, SegmentEdit } from "../contracts/segment.ts";

/** What something happened to. */
export interface Subject {
  readonly kind: "segment" | "program" | "connection";
  readonly id: string;
  readonly name: string;
}

/** One thing that happened in a workspace. */
export interface Happening {
  /** Names it: who reads twice drops repeats by it. */
  readonly id: string;
  /** By Muster's clock, in milliseconds. */
  readonly at: number;
  readonly about: Subject;
  /** The rest of a sentence that begins with the subject's name. */
  readonly said: string;
  /** Somebody has to do something about it. */
  readonly isTrouble?: true;
  readonly actor?: string | undefined;
  readonly reason?: string | undefined;
  /** Of a person or company that entered or left. */
  readonly turn?: {
    readonly kind: "entered" | "exited";
    readonly profileId: string;
    readonly cause: Cause;
  };
}

/** What was done to a segment; its members who come and go with it are not told one by one. */
export function editsOf(segment: Segment): Happening[] {
  const about: Subject = { kind: "segment", id: segment.id, name: segment.name };
  return (segment.edits ?? []).map((edit, position) => ({
    id: `${segment.id}/${edit.at}/${edit.kind}/${edit.version ?? position}`,
    at: edit.at,
    about,
    said: saidOf(edit),
    actor: edit.actor,
    reason: edit.reason,
  }));
}

function saidOf({ kind, version = 1, fields = [] }: SegmentEdit): string {
  switch (kind) {
    case "created":
      return "was created";
    case "edited":
      return fields.length === 0 ? "was edited" : `was edited: ${fields.join(", ")}`;
    case "version-added":
      return `got version ${version}, to be compared with the present one`;
    case "promoted":
      return `takes up version ${version}`;
    case "live":
      return `is live with version ${version}`;
    case "resumed":
      return "goes on being built";
    case "reviewed":
      return "was reviewed and is still right";
    case "retired":
      return "was retired: everybody leaves it";
  }
}

export function programNews(program: Program): Happening[] {
  const { id, name, owner, createdAt, endedAt } = program;
  const about: Subject = { kind: "program", id, name };
  const created = { id: `${id}/created`, at: createdAt, about, said: "was created", actor: owner };
  if (endedAt === undefined) return [created];
  return [created, { id: `${id}/ended/${endedAt}`, at: endedAt, about, said: "has ended" }];
}

export function connectionNews(connection: Connection, job: ImportJob | undefined): Happening[] {
  const { id, name, createdAt, grantedAt, grantedBy, lastError } = connection;
  const about: Subject = { kind: "connection", id, name };
  const news = (what: string, at: number, said: string) => ({
    id: `${id}/${what}/${at}`,
    at,
    about,
    said,
  });
  return [
    news("created", createdAt, "was added"),
    ...(grantedAt === undefined
      ? []
      : [{ ...news("granted", grantedAt, "let Muster in"), actor: grantedBy }]),
    ...(lastError === undefined
      ? []
      : [{ ...news("fault", lastError.at, lastError.message), isTrouble: true as const }]),
    ...(job === undefined ? [] : importNews(job, news)),
  ];
}

function importNews(
  { sweep, lastSweep, startedAt, finishedAt, records, problem }: ImportJob,
  news: (what: string, at: number, said: string) => Happening,
): Happening[] {
  const isFirst = sweep === undefined;
  return [
    ...(isFirst ? [news("import", startedAt, "began to send all its records")] : []),
    ...(isFirst && finishedAt !== undefined
      ? [news("imported", finishedAt, `has sent all its records: ${counted(records, "record")}`)]
      : []),
    ...(lastSweep === undefined
      ? []
      : [
          news(
            "compared",
            lastSweep.finishedAt,
            lastSweep.lost + lastSweep.deleted === 0
              ? `was compared with what Muster knows, ${counted(lastSweep.records, "record")}: nothing differs`
              : `was compared with what Muster knows: ${counted(lastSweep.lost + lastSweep.deleted, "record")} differed, ${lastSweep.repaired} set right`,
          ),
        ]),
    ...(problem === undefined
      ? []
      : [
          {
            ...news("import-fault", problem.at, `stopped sending its records: ${problem.message}`),
            isTrouble: true as const,
          },
        ]),
  ];
}

export function destinationNews(destination: Destination): Happening[] {
  const { id, segmentId, segmentName, lastError, lastSweep } = destination;
  if (destination.state === "removed") return [];
  const about: Subject = { kind: "segment", id: segmentId, name: segmentName };
  return [
    ...(lastError === undefined
      ? []
      : [
          {
            id: `${id}/fault/${lastError.at}`,
            at: lastError.at,
            about,
            said: `could not be passed on: ${lastError.message}`,
            isTrouble: true as const,
          },
        ]),
    ...(lastSweep === undefined
      ? []
      : [
          {
            id: `${id}/swept/${lastSweep.at}`,
            at: lastSweep.at,
            about,
            said: sweptSaid(lastSweep),
          },
        ]),
  ];
}

function sweptSaid({
  compared,
  missing,
  surplus,
  repaired,
}: NonNullable<Destination["lastSweep"]>): string {
  const found = missing + surplus;
  const looked = `was compared with its destination, ${counted(compared, "record")}`;
  return found === 0
    ? `${looked}: nothing differs`
    : `${looked}: ${missing} missing and ${surplus} too many there, ${repaired} set right`;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}
