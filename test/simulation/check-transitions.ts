import { z } from "zod";
import { MembershipEvent } from "../../shared/contracts/event.ts";
import type { Profile } from "../../shared/profiles/profile.ts";
import type { World } from "./world.ts";

interface Told {
  readonly segmentId: string;
  readonly profileId: string;
  readonly kind: string;
  readonly revision: number;
  readonly number: number;
}

/** Who is in entered last, nobody enters or leaves twice, and the bus heard of exactly that. */
export function transitionProblems(
  world: World,
  contacts: readonly Profile[],
  rows: ReadonlyMap<string, readonly string[]>,
): string[] {
  const told = transitionsOf(world);
  return [
    ...sequenceProblems(told, contacts, rows),
    ...numberProblems(told),
    ...eventProblems(world, told),
  ];
}

function sequenceProblems(
  told: readonly Told[],
  contacts: readonly Profile[],
  rows: ReadonlyMap<string, readonly string[]>,
): string[] {
  const problems: string[] = [];
  const joined = new Set(
    contacts.flatMap(({ id, mergedInto }) => (mergedInto === undefined ? [] : [id, mergedInto])),
  );
  for (const [pair, sequence] of Map.groupBy(
    told,
    ({ segmentId, profileId }) => `${segmentId} ${profileId}`,
  )) {
    const [segmentId = "", profileId = ""] = pair.split(" ");
    // What one of two that became one entered, the other may leave.
    if (joined.has(profileId)) continue;
    const kinds = sequence
      .sort((one, other) => one.revision - other.revision)
      .map(({ kind }) => kind);
    const isAlternating = kinds.every(
      (kind, place) => kind === (place % 2 === 0 ? "entered" : "exited"),
    );
    const isIn = rows.get(segmentId)?.includes(profileId) ?? false;
    if (!isAlternating || (kinds.at(-1) === "entered") !== isIn)
      problems.push(`${pair}: ${kinds.join(", ")}, and is ${isIn ? "in" : "out"}`);
  }
  return problems;
}

/** Without gaps from the first, none twice. */
function numberProblems(told: readonly Told[]): string[] {
  return [...Map.groupBy(told, ({ segmentId }) => segmentId)].flatMap(([segmentId, own]) => {
    const numbers = new Set(own.map(({ number }) => number));
    const isWhole = numbers.size === own.length && own.every(({ number }) => number <= own.length);
    return isWhole ? [] : [`${segmentId}: its transitions are not numbered one after the other`];
  });
}

function eventProblems(world: World, told: readonly Told[]): string[] {
  const problems: string[] = [];
  const heard = new Set(world.muster.events.map(eventKey));
  const written = new Set(
    told.map(({ segmentId, profileId, kind, revision }) =>
      [segmentId, profileId, kind, revision].join(" "),
    ),
  );
  for (const key of written)
    if (!heard.has(key)) problems.push(`${key}: the bus never heard of it`);
  for (const key of heard)
    if (!written.has(key)) problems.push(`${key}: the bus heard of it, and nobody else`);
  return problems;
}

function transitionsOf({ muster }: World): Told[] {
  return muster.database.items("views").flatMap((item) => {
    const { pk, segmentId, profileId, kind, revision, number } = item;
    if (String(pk).split("#")[1] !== "transition") return [];
    return [
      {
        segmentId: String(segmentId),
        profileId: String(profileId),
        kind: String(kind),
        revision: Number(revision),
        number: Number(number),
      },
    ];
  });
}

const Heard = z.object({ "detail-type": z.string(), detail: MembershipEvent });

function eventKey(event: string): string {
  const { detail, "detail-type": type } = Heard.parse(JSON.parse(event));
  const { segmentId, profileId, revision } = detail;
  return [segmentId, profileId, type.replace("segment.", ""), revision].join(" ");
}
