import { describeDuration } from "../../segmentation/time/duration.ts";
import type { GroupComparison } from "./compare-groups.ts";
import { type Proportion, rateOf, wilsonInterval } from "./proportion.ts";

interface Told {
  /** What the outcome is called, and how long it has. */
  readonly name: string;
  readonly within: string;
}

/**
 * What a comparison with the holdout says, in a sentence. Only chance made the two groups, so here,
 * and nowhere else, it may be said that the program brought something about.
 */
export function describeLift(
  { name, within }: Told,
  group: string,
  one: Proportion,
  holdout: Proportion,
  { difference, differenceInterval: { low, high } }: GroupComparison,
): string {
  const [first, second] = [percent(rateOf(one)), percent(rateOf(holdout))];
  const bounds = `95 %: ${points(low)} to ${points(high)}`;
  const what = `"${name}" within ${describeDuration(within)}`;
  if (one.of === 0 || holdout.of === 0)
    return `Too early to tell of ${what}: so far that time is over for ${one.of} in "${group}" and ${holdout.of} held out.`;
  if (low <= 0 && high >= 0)
    return `No effect of "${group}" on ${what} can be told from chance: ${first} with it, ${second} held out (${points(difference)}; ${bounds}).`;
  const verb = difference > 0 ? "raised" : "lowered";
  return `"${group}" ${verb} ${what} from ${second} to ${first}: ${points(difference)} (${bounds}).`;
}

/** What can be said without a holdout: how many, and that it says no more. */
export function describeRate(
  { name, within }: Told,
  people: Proportion,
  variants: readonly string[],
): string {
  const what = `"${name}" within ${describeDuration(within)}`;
  if (people.of === 0) return `Nobody's time for ${what} is over yet.`;
  const { low, high } = wilsonInterval(people);
  const rate = `${percent(rateOf(people))} of ${people.of} people reached ${what} (95 %: ${percent(low)} to ${percent(high)}).`;
  const others =
    variants.length > 1
      ? " The variants can be compared with each other, but not with people outside the program: nobody was held out."
      : " Nobody was held out, so there is nobody to compare them with: how many would have reached it anyway is not known.";
  return rate + others;
}

/** To be minded with a comparison; undefined where there are people enough. */
export function describeShortage(
  groups: readonly [string, string],
  [first, second]: readonly [Proportion, Proportion],
  { needed, hasEnough }: GroupComparison,
  detect: number,
): string | undefined {
  if (hasEnough) return undefined;
  return `Too few to tell ${points(detect)} from chance: that takes ${needed.first} people in "${groups[0]}" and ${needed.second} in "${groups[1]}"; the time of ${first.of} and ${second.of} is over.`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function points(difference: number): string {
  const text = (difference * 100).toFixed(1);
  return `${difference > 0 ? "+" : ""}${text === "-0.0" ? "0.0" : text} points`;
}
