import type { Program } from "../../contracts/program.ts";
import { isHeldOut, variantOf } from "../audience.ts";

/** Whom chance put together. */
export interface TrialGroup {
  readonly name: string;
  readonly heldOut: boolean;
}

const holdout: TrialGroup = { name: "holdout", heldOut: true };

/** The groups of a program: the holdout first, if there is one, then its variants. */
export function trialGroups({
  holdoutPercent = 0,
  variants = [],
}: Pick<Program, "holdoutPercent" | "variants">): TrialGroup[] {
  const shared = variants.reduce((sum, { percent }) => sum + percent, 0);
  const named = variants.map(({ name }) => ({ name, heldOut: false }));
  const rest = shared < 100 ? [theRest(variants)] : [];
  return [...(holdoutPercent > 0 ? [holdout] : []), ...named, ...rest];
}

/** In which of them somebody is: by the same hash that decides what they get, so it never changes. */
export function trialGroupOf(program: Program, profileId: string): TrialGroup {
  if (isHeldOut(program, profileId)) return holdout;
  const name = variantOf(program, profileId);
  return name === undefined ? theRest(program.variants ?? []) : { name, heldOut: false };
}

function theRest(variants: readonly unknown[]): TrialGroup {
  return { name: variants.length === 0 ? "program" : "no variant", heldOut: false };
}
