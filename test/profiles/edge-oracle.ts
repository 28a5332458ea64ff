/** What happened to one person, on a grid of minutes. */
export interface Life {
  /** Minutes at which a page was viewed; the rule holds for `window` minutes from each. */
  readonly views: readonly number[];
  readonly window: number;
  /** From which minute on the tier is Gold, or is not. */
  readonly tiers: readonly { readonly from: number; readonly gold: boolean }[];
  readonly dwell: number;
  readonly grace: number;
  readonly retireAt: number;
}

export interface OracleTurn {
  readonly at: number;
  readonly member: boolean;
}

/**
 * Membership by counting minutes one after the other: no instants are computed, nothing is
 * shared with the engine. A member leaves at the first minute at which the rule has been
 * untrue for `grace` minutes, and likewise enters.
 */
export function turnsOf(life: Life, until: number): OracleTurn[] {
  const turns: OracleTurn[] = [];
  let member = false;
  let against = 0;
  for (let minute = 0; minute <= until; minute += 1) {
    if (holds(life, minute) === member) {
      against = 0;
      continue;
    }
    const needed = member ? life.grace : life.dwell;
    if (against >= needed) {
      member = !member;
      against = 0;
      turns.push({ at: minute, member });
      continue;
    }
    against += 1;
  }
  return turns;
}

export function memberAt(turns: readonly OracleTurn[], minute: number): boolean {
  return turns.findLast(({ at }) => at <= minute)?.member ?? false;
}

export function holds({ views, window, tiers, retireAt }: Life, minute: number): boolean {
  if (minute >= retireAt) return false;
  const gold = tiers.findLast(({ from }) => from <= minute)?.gold ?? false;
  return gold && views.some((view) => view <= minute && minute < view + window);
}
