import type { ObjectKind } from "../contracts/change.ts";
import { AttributeCount } from "../profiles/attribute-count.ts";
import type { Profile } from "../profiles/profile.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { FlowContext } from "./context.ts";
import type { IndexSnapshot } from "./index-reader.ts";
import { readPopulation } from "./read-population.ts";

/** What profiles have of attributes, as of now. */
export interface Survey {
  /** Profiles that were looked at. */
  readonly profiles: number;
  /** The share of all profiles that these are. */
  readonly covered: number;
  readonly counts: ReadonlyMap<string, AttributeCount>;
}

const exactUpTo = 50_000;

/**
 * Counts values, gaps and ages over all profiles of a kind, or a sample of very many. Nothing is
 * kept: values are what persons are known by.
 * @param wanted the one attribute asked for; every attribute without it.
 */
export async function surveyAttributes(
  context: Pick<FlowContext, "storage" | "index" | "clock">,
  snapshot: IndexSnapshot,
  object: ObjectKind,
  wanted?: string,
): Promise<Survey> {
  const now = context.clock.now();
  const counts = new Map<string, AttributeCount>();
  let profiles = 0;
  const count = (profile: Profile, record: SegmentationRecord): void => {
    profiles += 1;
    for (const name of wanted === undefined ? Object.keys(profile.cells) : [wanted]) {
      const known = counts.get(name) ?? new AttributeCount(name, now);
      counts.set(name, known);
      known.add(profile, record.attributes.get(name));
    }
  };
  const population = { snapshot, object, rules: [], exactUpTo };
  const covered = await readPopulation(context, population, count);
  return { profiles, covered, counts };
}
