import type { Operator } from "../language/operators.ts";
import type { Window } from "../time/window.ts";
import type { Test } from "./compiled-node.ts";
import { never } from "./truth.ts";
import type { ValueSource } from "./value-source.ts";

/** Asks whether the instant seen lies in a window that moves with the clock. */
export function windowTest<Subject>(
  { negated }: Operator & { readonly reads: "window" },
  window: Window,
  { instant }: ValueSource<Subject>,
): Test<Subject> {
  return {
    timed: true,
    truth: (subject, now, owner) => {
      const seen = instant(subject, now, owner);
      return seen === undefined ? null : window.contains(seen, now) !== negated;
    },
    flip: (subject, now, owner) => {
      const seen = instant(subject, now, owner);
      return seen === undefined ? never : window.nextChange(seen, now);
    },
  };
}
