import type { Segment } from "../contracts/segment.ts";
import type { Profile } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";
import { joinsAt, membershipNow, presentIndex } from "./membership-now.ts";
import { PresentRecords } from "./present-records.ts";

/** What time alone will do, if nothing else happens. `at` in milliseconds. */
export interface Foreseen {
  readonly segment: Segment;
  readonly kind: "joins" | "leaves";
  readonly at: number;
}

/** The segments that a profile joins or leaves by time alone, soonest first. */
export async function forecast(
  context: Pick<FlowContext, "storage" | "index" | "clock">,
  profile: Profile,
): Promise<Foreseen[]> {
  const { workspaceId, object, announced, memberOf, dues } = profile;
  const now = context.clock.now();
  const snapshot = await presentIndex(context, workspaceId);
  const ordinals = new Set([...announced, ...memberOf, ...Object.keys(dues).map(Number)]);
  const versions = await context.index.versions(snapshot, object, ordinals);
  const serving = versions.filter((version) => version.serving);
  const record = await new PresentRecords(context, snapshot, serving).one(profile);
  const found = await Promise.all(
    serving.map(async (version): Promise<Foreseen[]> => {
      const membership = membershipNow(profile, record, version, now);
      const at =
        membership === undefined ? joinsAt(profile, record, version, now) : membership.leavesAt;
      if (at === undefined) return [];
      const segment = await context.storage.segments.get(workspaceId, version.segmentId);
      if (segment?.state !== "live") return [];
      return [{ segment, kind: membership === undefined ? "joins" : "leaves", at }];
    }),
  );
  return found.flat().sort((one, other) => one.at - other.at);
}
