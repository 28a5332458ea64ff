import { dayMs } from "../time/duration.ts";
import type { Test } from "./compiled-node.ts";
import { never } from "./truth.ts";

/** Beyond this many false starts an early instant is good enough. */
const mostSteps = 32;
/** So is one this far ahead: anniversaries come round for ever without effect. */
const farAhead = 3 * 366 * dayMs;

/**
 * Steps over the instants at which something turned but left the truth as it was, up to
 * the first at which the truth does change. Never late; early only where it gave up.
 */
export function settled<Subject>({ timed, truth, flip }: Test<Subject>): Test<Subject> {
  if (!timed) return { timed, truth, flip };
  return {
    timed,
    truth,
    flip: (subject, now, owner) => {
      let at = flip(subject, now, owner);
      if (at === never) return never;
      const before = truth(subject, now, owner);
      for (let step = 0; step < mostSteps; step++) {
        if (at - now > farAhead || truth(subject, at, owner) !== before) return at;
        at = flip(subject, at, owner);
        if (at === never) return never;
      }
      return at;
    },
  };
}
