import type { ObjectKind } from "../contracts/change.ts";
import type { Program } from "../contracts/program.ts";
import { partitionOf, partitions, positionOf } from "../profiles/profile-id.ts";
import { type Entry, firstEntry, type Turn } from "../programs/measurement/first-entry.ts";
import { isIn } from "../storage/turns.ts";
import type { FlowContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";

type EntriesContext = Pick<FlowContext, "storage">;

export interface Audience extends Pick<Program, "workspaceId" | "include" | "exclude"> {
  readonly object: ObjectKind;
  /** Of the program's window, in milliseconds; the end exclusive. */
  readonly from: number;
  readonly until: number;
}

/** Who ever came into a program's audience, and when. */
interface Entries {
  /** By partition: who, as they are known today, sorted by id. */
  readonly people: ReadonlyMap<string, readonly Person[]>;
  /** Whose past is gone because they were erased. */
  readonly erased: number;
  /** The share of all that these are. */
  readonly covered: number;
}

export interface Person {
  readonly id: string;
  readonly entry: Entry;
}

/** Beyond so many it is a sample: ids are hashes, so that the first of them are drawn at random. */
const exactUpTo = 50_000;
const perRead = 500;

/**
 * Everybody who was in the audience within the window, held out or not, also who has left since or
 * whom no source has any more. Merged profiles are one person, who entered when the first of them did.
 * @param endsAt monotonic, in milliseconds: who is not looked at by then is left to the sample
 */
export async function measureEntries(
  context: EntriesContext,
  of: Audience,
  endsAt: number,
): Promise<Entries> {
  const parts = await Promise.all(partitions.map((each) => entered(context, of, each)));
  const known = await Promise.all(parts.map((part) => presentPeople(context, of, part, endsAt)));
  const byId = new Map<string, Person>();
  for (const person of known.flatMap(({ present }) => present)) {
    const other = byId.get(person.id);
    if (other === undefined || person.entry.at < other.entry.at) byId.set(person.id, person);
  }
  const sorted = [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    people: Map.groupBy(sorted, ({ id }) => partitionOf(id)),
    erased: known.reduce((sum, part) => sum + part.erased, 0),
    covered: known.reduce((sum, part) => sum + part.covered, 0) / partitions.length,
  };
}

interface Part {
  readonly people: readonly Person[];
  /** The share of the partition that these are. */
  readonly covered: number;
}

/** By the turns of one partition: all, or the first of very many. */
async function entered(
  { storage }: EntriesContext,
  of: Audience,
  partition: string,
): Promise<Part> {
  const byProfile = new Map<string, Turn[]>();
  for (const segmentId of new Set([...of.include, ...of.exclude]))
    for await (const page of storage.turns.inPartition(of.workspaceId, segmentId, partition))
      for (const { profileId, at, kind } of page) {
        const turns = byProfile.get(profileId) ?? [];
        byProfile.set(profileId, turns);
        turns.push({ segmentId, at: Date.parse(at), isIn: isIn({ kind }) });
      }
  const people = [...byProfile]
    .flatMap(([id, turns]) => {
      const entry = firstEntry(of, turns, of);
      return entry === undefined ? [] : [{ id, entry }];
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const most = exactUpTo / partitions.length;
  const next = people[most];
  return next === undefined
    ? { people, covered: 1 }
    : { people: people.slice(0, most), covered: positionOf(next.id) };
}

/** Under the ids they have today, without those who were erased. */
async function presentPeople(
  { storage }: EntriesContext,
  { workspaceId, object }: Audience,
  { people, covered }: Part,
  endsAt: number,
): Promise<{ readonly present: readonly Person[]; erased: number; covered: number }> {
  const present: Person[] = [];
  for (let start = 0; start < people.length; start += perRead) {
    const chunk = people.slice(start, start + perRead);
    const [next] = chunk;
    if (next !== undefined && performance.now() > endsAt)
      return { present, erased: start - present.length, covered: positionOf(next.id) };
    const read = await storage.profiles.read(chunk.map(({ id }) => ({ workspaceId, object, id })));
    for (const { id, entry } of chunk) {
      const stored = read.get(id);
      const profile =
        stored?.mergedInto === undefined ? stored : await followPointers(storage, stored);
      if (profile !== undefined && profile.erasedAt === undefined)
        present.push({ id: profile.id, entry });
    }
  }
  return { present, erased: people.length - present.length, covered };
}
