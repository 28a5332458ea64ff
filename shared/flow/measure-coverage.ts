import type { ObjectKind } from "../contracts/change.ts";
import type { Program } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import { companyTargets, heldTargets } from "../profiles/carried.ts";
import type { Profile } from "../profiles/profile.ts";
import { isRunning } from "../programs/audience.ts";
import { CoverageTally } from "../programs/measurement/coverage-tally.ts";
import type { FlowContext } from "./context.ts";
import { presentIndex } from "./membership-now.ts";
import { readPopulation } from "./read-population.ts";

type CoverageContext = Pick<FlowContext, "storage" | "index" | "clock">;

export interface Coverage {
  readonly tally: CoverageTally;
  readonly running: readonly Program[];
  /** The share of all profiles that was looked at. */
  readonly covered: number;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
}

/** By ordinal of any of its versions: a profile is announced in one of them. */
type SegmentsByOrdinal = ReadonlyMap<number, string>;

const exactUpTo = 50_000;

/**
 * Whom the running programs address and whom none does, over all profiles of a kind; people also by
 * what their companies are in. Memberships count as they were last written, a second ago at most.
 */
export async function measureCoverage(
  context: CoverageContext,
  workspaceId: string,
  object: ObjectKind,
): Promise<Coverage> {
  const { storage, clock } = context;
  const asOf = clock.now();
  const running = (await storage.programs.current(workspaceId)).filter((each) =>
    isRunning(each, asOf),
  );
  const ids = [...new Set(running.flatMap(({ include, exclude }) => [...include, ...exclude]))];
  const found = await Promise.all(ids.map((id) => storage.segments.get(workspaceId, id)));
  const segments = found.filter((each) => each?.state === "live");
  const snapshot = await presentIndex(context, workspaceId);
  const population = { snapshot, rules: [], exactUpTo };
  const companies = new Map<string, readonly string[]>();
  const ofCompanies = byOrdinal(segments, "company");
  const seen =
    object === "company" || ofCompanies.size === 0
      ? 1
      : await readPopulation(context, { ...population, object: "company" }, (company) => {
          const held = segmentsOf(company, ofCompanies);
          for (const target of held.length === 0 ? [] : heldTargets(company))
            companies.set(target, held);
        });
  const own = byOrdinal(segments, object);
  const tally = new CoverageTally(running);
  const covered = await readPopulation(context, { ...population, object }, (profile) => {
    const inherited =
      companies.size === 0
        ? []
        : [...companyTargets(profile)].flatMap((target) => companies.get(target) ?? []);
    const all = [...segmentsOf(profile, own), ...inherited];
    tally.add(profile.id, new Map(all.map((id) => [id, true])));
  });
  return { tally, running, covered: Math.min(seen, covered), asOf };
}

function byOrdinal(
  segments: readonly (Segment | undefined)[],
  object: ObjectKind,
): SegmentsByOrdinal {
  return new Map(
    segments
      .filter((each) => each !== undefined)
      .filter((each) => each.object === object)
      .flatMap(({ id, versions }) =>
        versions.flatMap(({ ordinal }) => (ordinal === undefined ? [] : [[ordinal, id] as const])),
      ),
  );
}

function segmentsOf({ announced }: Profile, known: SegmentsByOrdinal): string[] {
  return announced.flatMap((ordinal) => known.get(ordinal) ?? []);
}
