import type { Operand } from "../language/operand.ts";
import type { Operator } from "../language/operators.ts";
import type { Calendar } from "../time/calendar.ts";
import { withinAfter, withinBefore } from "../time/relative.ts";
import { anchorReader } from "./anchor.ts";
import type { Test } from "./compiled-node.ts";
import { timeless } from "./leaf.ts";
import type { ValueSource } from "./value-source.ts";

/** Asks whether the instant seen lies within a duration of another one of the owner. */
export function relativeTest<Subject>(
  { side, negated }: Operator & { readonly reads: "relative" },
  { duration, of }: Operand & { readonly kind: "relative" },
  { instant }: ValueSource<Subject>,
  calendar: Calendar,
  instantOf: (text: string) => number | undefined,
): Test<Subject> {
  const anchorOf = anchorReader(of, instantOf);
  const within = side === "after" ? withinAfter : withinBefore;
  return timeless((subject, now, owner) => {
    const seen = instant(subject, now, owner);
    if (seen === undefined) return null;
    const anchor = anchorOf(owner);
    return anchor === undefined ? null : within(seen, anchor, duration, calendar) !== negated;
  });
}
