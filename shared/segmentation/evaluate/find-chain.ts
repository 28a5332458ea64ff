/** What a sequence looks at in one behaviour. */
interface Happening {
  readonly at: number;
}

/**
 * The longest run of behaviours, one for each of the first steps, each strictly later
 * than the one before. For every possible first one the earliest next is taken, which
 * leaves most time for the rest.
 * @param steps the behaviours that satisfy each step, ascending by `at`.
 * @param latest the last instant a run that starts at `first` may reach; absent: any.
 * @returns as many behaviours as steps where the sequence is complete.
 */
export function findChain<Each extends Happening>(
  steps: readonly (readonly Each[])[],
  latest: ((first: number) => number) | undefined,
): readonly Each[] {
  const cursors: number[] = [];
  let longest: readonly Each[] = [];
  for (const first of steps[0] ?? []) {
    const end = latest === undefined ? Number.POSITIVE_INFINITY : latest(first.at);
    const chain = follow(first, steps, cursors, end);
    if (chain.length > longest.length) longest = chain;
    if (longest.length === steps.length || latest === undefined) break;
  }
  return longest;
}

/** @param cursors where to go on looking in each step; they only ever move on. */
function follow<Each extends Happening>(
  first: Each,
  steps: readonly (readonly Each[])[],
  cursors: number[],
  end: number,
): readonly Each[] {
  const chain = [first];
  let before = first.at;
  for (let step = 1; step < steps.length; step++) {
    const next = firstAfter(before, steps[step] ?? [], cursors[step] ?? 0);
    cursors[step] = next.cursor;
    if (next.found === undefined || next.found.at > end) break;
    chain.push(next.found);
    before = next.found.at;
  }
  return chain;
}

function firstAfter<Each extends Happening>(
  instant: number,
  list: readonly Each[],
  from: number,
): { readonly cursor: number; readonly found: Each | undefined } {
  let cursor = from;
  for (let found = list[cursor]; found !== undefined; found = list[++cursor]) {
    if (found.at > instant) return { cursor, found };
  }
  return { cursor, found: undefined };
}
