import { z } from "zod";
import type { Survey } from "../flow/hygiene-survey.ts";
import type { AttributeCount } from "../profiles/attribute-count.ts";
import { Instant, iso } from "./instant.ts";

const Count = z.number().int();

/** How old what one source says of an attribute is. */
export const Freshness = z.object({
  connection: z.string(),
  filled: Count.meta({ description: "Profiles of which this source says a value." }),
  newestAt: Instant,
  medianDays: Count.meta({ description: "Half of its values are not older." }),
  old: Count.meta({ description: "Values older than 90 days." }),
});

export function freshnessOf(survey: Survey, count: AttributeCount): z.input<typeof Freshness>[] {
  return count.freshness().map(({ connectionId, filled, newestAt, medianDays, old }) => ({
    connection: connectionId,
    filled: wholeOf(survey, filled),
    newestAt: iso(newestAt),
    medianDays,
    old: wholeOf(survey, old),
  }));
}

/** Of what was counted in a sample, how many there are in all. */
export function wholeOf({ covered }: Survey, count: number): number {
  return covered === 1 ? count : Math.round(count / covered);
}
