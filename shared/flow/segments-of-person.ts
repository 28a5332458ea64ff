import type { ObjectKind } from "../contracts/change.ts";
import { companyTargets, heldTargets } from "../profiles/carried.ts";
import { dueOrdinals } from "../profiles/memberships.ts";
import type { Profile } from "../profiles/profile.ts";
import { forgettingDue } from "../profiles/retention.ts";
import { earliest } from "../profiles/standing.ts";
import { CompanyReader } from "./company-reader.ts";
import type { FlowContext } from "./context.ts";
import type { IndexSnapshot } from "./index-reader.ts";
import { membershipNow, speakingVersions } from "./membership-now.ts";
import { PresentRecords } from "./present-records.ts";

type PersonContext = Pick<FlowContext, "storage" | "index" | "clock">;

/** By segment id when time alone may end the membership, in milliseconds: never late, perhaps early. */
type Segments = ReadonlyMap<string, number | undefined>;

/**
 * The live segments a profile is in at this instant and, where `kinds` asks for it, those of
 * the companies it works for. The index is as of half a second ago at most. What a profile was
 * told it is in counts; a rule is evaluated only where its instant has come and the write of it is
 * still on its way.
 */
export async function segmentsOfPerson(
  context: PersonContext,
  snapshot: IndexSnapshot,
  profile: Profile,
  kinds: ReadonlySet<ObjectKind>,
): Promise<Segments> {
  const isInherited = profile.object === "contact" && kinds.has("company");
  const companies = isInherited ? await companiesOf(context, profile) : [];
  const found = await Promise.all(
    [profile, ...companies].map((each) => segmentsOf(context, snapshot, each)),
  );
  return new Map(found.flatMap((segments) => [...segments]));
}

async function segmentsOf(
  context: PersonContext,
  snapshot: IndexSnapshot,
  profile: Profile,
): Promise<Segments> {
  const now = context.clock.now();
  const due = new Set(dueOrdinals(profile, now));
  const versions = await speakingVersions(context, snapshot, profile, now);
  const serving = versions.filter(({ building }) => !building);
  const isSettled = (ordinal: number) => profile.announced.includes(ordinal) && !due.has(ordinal);
  const turning = serving.filter(({ ordinal }) => !isSettled(ordinal));
  const segments = new Map<string, number | undefined>();
  for (const { ordinal, segmentId } of serving)
    if (isSettled(ordinal))
      segments.set(segmentId, earliest(profile.dues[ordinal], profile.dues[forgettingDue]));
  if (turning.length === 0) return segments;
  const record = await new PresentRecords(context, snapshot, turning).one(profile);
  for (const version of turning) {
    const membership = membershipNow(profile, record, version, now);
    if (membership !== undefined) segments.set(version.segmentId, membership.leavesAt);
  }
  return segments;
}

/** One read more, and only where somebody works for a company: what is carried of it are not its memberships. */
async function companiesOf(context: PersonContext, profile: Profile): Promise<Profile[]> {
  const targets = companyTargets(profile);
  if (targets.size === 0) return [];
  const found = await new CompanyReader(context.storage).companies(profile.workspaceId, targets);
  const held = [...found].filter(([target, company]) => heldTargets(company).has(target));
  return [...new Map(held.map(([, company]) => [company.id, company])).values()];
}
