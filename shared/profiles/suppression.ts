import type { AttributeValue } from "../contracts/change.ts";
import type { SuppressionLaw } from "../contracts/suppression.ts";
import type { AttributeDeclarations } from "../segmentation/record.ts";
import { leaveAll } from "./leaving.ts";
import type { Evaluated, Profile } from "./profile.ts";
import { typedValue } from "./record-of.ts";
import type { Reason } from "./standing.ts";

/** Whether the workspace's law keeps a profile off every list; without a law nobody is. */
export function isSuppressedBy(
  law: SuppressionLaw | undefined,
  profile: Profile,
  types: AttributeDeclarations,
): boolean {
  if (law === undefined) return false;
  const value = typedValue(profile, law.attribute, types);
  const isOneOf = (values: readonly AttributeValue[]): boolean =>
    value !== undefined && values.some((each) => JSON.stringify(each) === JSON.stringify(value));
  return "when" in law ? isOneOf(law.when) : !isOneOf(law.unless);
}

/** Leaves every list at once, neither grace nor dwell hold it; who was suppressed stays so since then. */
export function suppress(profile: Profile, reason: Reason): Evaluated {
  const suppressed = profile.suppressed ?? { since: reason.at, cause: reason.cause };
  return leaveAll({ ...profile, suppressed }, reason);
}

export function unsuppressed(profile: Profile): Profile {
  if (profile.suppressed === undefined) return profile;
  const { suppressed: _ended, ...rest } = profile;
  return rest;
}
