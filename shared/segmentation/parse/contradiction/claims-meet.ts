import type { Calendar } from "../../time/calendar.ts";
import { type Atom, turn } from "./atom.ts";
import type { Claim } from "./claim.ts";
import { isEmpty } from "./meet.ts";

/** Whether no profile can make all of these claims on one subject true. */
export function cannotAllHold(claims: readonly Claim[], calendar: Calendar): boolean {
  const mayBeMissing = claims.every(
    ({ whereMissing, neverMissing }) => whereMissing && !neverMissing,
  );
  if (mayBeMissing) return false;
  if (claims.some(({ present }) => present === "never")) return true;
  return aspectsOf(claims, (atom) => atom).some((atoms) => isEmpty(atoms, calendar));
}

/** Whether every profile makes one of these claims on one subject true. */
export function oneAlwaysHolds(claims: readonly Claim[], calendar: Calendar): boolean {
  const whereMissing = claims.some((claim) => claim.whereMissing || claim.neverMissing);
  if (!whereMissing) return false;
  if (claims.some(({ present }) => present === "always")) return true;
  const exact = claims.filter((claim) => claim.exact);
  return aspectsOf(exact, turn).some((atoms) => isEmpty(atoms, calendar));
}

/** What is tested, side by side where it is the same aspect. */
function aspectsOf(
  claims: readonly Claim[],
  as: (atom: Atom) => Atom,
): readonly (readonly Atom[])[] {
  const tested = claims.filter(({ present }) => typeof present !== "string");
  return [...Map.groupBy(tested, ({ aspect }) => aspect).values()].map((alike) =>
    alike.flatMap(({ present, given }) =>
      typeof present === "string" ? [] : [as(present), ...given],
    ),
  );
}
