import { formOf } from "../condition-form.ts";
import type { PlacedCondition } from "../placed-rule.ts";
import type { Reading } from "../reading.ts";
import type { Claim } from "./claim.ts";
import { matchClaim, segmentClaim, sequenceClaim } from "./list-claims.ts";
import { pastClaim } from "./past-claim.ts";
import { splitClaim } from "./split-claim.ts";
import { aggregateClaim, presence, valueClaim } from "./value-claims.ts";

/**
 * What an accepted condition claims, or what its negation does.
 * @returns undefined where nothing is known of it.
 */
export function claimOf(
  placed: PlacedCondition,
  turned: boolean,
  reading: Reading,
): Claim | undefined {
  const { condition } = placed;
  const form = formOf(condition);
  switch (form.kind) {
    case "match":
      return matchClaim(condition, turned);
    case "aggregate":
      return aggregateClaim(condition, turned, reading);
    case "sequence":
      return sequenceClaim(condition, turned);
    case "companyPresence":
      return presence(condition, turned, { subject: "company", neverMissing: false });
    case "segment":
      return segmentClaim(condition, turned);
    case "split":
      return splitClaim(condition, turned, reading);
    case "past":
      return pastClaim(placed, turned, reading);
    case "value":
      return valueClaim(placed, turned, reading);
  }
}
