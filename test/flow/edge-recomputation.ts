import { holds, type Life } from "../profiles/edge-oracle.ts";

/** One segment of the test as plain words; `of` names the one it reads by its place. */
export interface PlainSegment {
  readonly kind: "tier" | "viewed" | "in" | "notIn";
  readonly of: number;
  readonly dwell: number;
  readonly grace: number;
  readonly retireAt: number;
}

export type PlainLife = Pick<Life, "views" | "tiers" | "window"> & {
  /** Born at the first minute; whoever is deleted leaves everything at once. */
  readonly bornAt: number;
  readonly deletedAt: number;
};

export interface PlainTurn {
  readonly segment: number;
  readonly at: number;
  readonly member: boolean;
}

/**
 * The memberships of one person, minute by minute: each segment counts how long its rule has
 * said otherwise than its membership, those that are read before those that read.
 */
export function memberTurns(
  life: PlainLife,
  segments: readonly PlainSegment[],
  until: number,
): PlainTurn[] {
  const members = segments.map(() => false);
  const against = segments.map(() => 0);
  const turns: PlainTurn[] = [];
  const turn = (segment: number, at: number): void => {
    members[segment] = !members[segment];
    against[segment] = 0;
    turns.push({ segment, at, member: members[segment] === true });
  };
  for (let minute = life.bornAt; minute <= until; minute += 1) {
    if (minute >= life.deletedAt) {
      for (const [segment, member] of members.entries()) if (member) turn(segment, minute);
      break;
    }
    for (const [segment, plain] of segments.entries()) {
      const truth = ruleHolds(life, plain, members, minute);
      if (truth === members[segment]) against[segment] = 0;
      else if ((against[segment] ?? 0) >= (members[segment] ? plain.grace : plain.dwell))
        turn(segment, minute);
      else against[segment] = (against[segment] ?? 0) + 1;
    }
  }
  return turns;
}

function ruleHolds(
  life: PlainLife,
  { kind, of, retireAt }: PlainSegment,
  members: readonly boolean[],
  minute: number,
): boolean {
  if (minute >= retireAt) return false;
  switch (kind) {
    case "tier":
      return life.tiers.findLast(({ from }) => from <= minute)?.gold ?? false;
    case "viewed": {
      const always = [{ from: 0, gold: true }];
      return holds({ ...life, tiers: always, dwell: 0, grace: 0, retireAt }, minute);
    }
    case "in":
      return members[of] === true;
    case "notIn":
      return members[of] !== true;
  }
}
