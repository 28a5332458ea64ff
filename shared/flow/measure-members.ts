import type { Measure } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import type { Profile } from "../profiles/profile.ts";
import { typedValue } from "../profiles/record-of.ts";
import { type Measured, Measurement, type ReadValue } from "../programs/measure.ts";
import type { Value } from "../segmentation/record.ts";
import type { FlowContext } from "./context.ts";
import { type IndexSnapshot, typesOf } from "./index-reader.ts";
import { membershipNow, presentIndex, servingVersion } from "./membership-now.ts";
import { PresentRecords } from "./present-records.ts";

type MeasureContext = Pick<FlowContext, "storage" | "index" | "clock">;

export interface MeasuredMembers {
  /** In the segment, as the member list has it. */
  readonly members: number;
  /** False where only some of them, drawn at random, were read. */
  readonly exact: boolean;
  readonly all: Measured;
  /** By value, the largest first; whoever has none is under undefined. */
  readonly groups: readonly { readonly value: Value | undefined; readonly measured: Measured }[];
}

/** Read whole; of larger segments as many. */
const mostRead = 20_000;
const perRead = 1_000;

/**
 * Counts and rates over who is in a segment at this instant. Profiles' ids are hashes, so that the
 * first of them by id are a random sample, the same for every question.
 */
export async function measureMembers(
  context: MeasureContext,
  segment: Segment,
  measure: Measure,
  by?: string,
): Promise<MeasuredMembers> {
  const { workspaceId, object, id } = segment;
  const snapshot = await presentIndex(context, workspaceId);
  const version = await servingVersion(context, snapshot, segment);
  const ids = version === undefined ? [] : await context.storage.members.ids(workspaceId, id);
  const types = typesOf(snapshot.root, object);
  const all = new Measurement(measure);
  const groups = new Map<string, { value: Value | undefined; measurement: Measurement }>();
  for (let start = 0; version !== undefined && start < Math.min(ids.length, mostRead); ) {
    const keys = ids
      .slice(start, start + perRead)
      .map((each) => ({ workspaceId, object, id: each }));
    start += perRead;
    const read = await context.storage.profiles.read(keys);
    const present = await presentMembers(context, snapshot, version, [...read.values()]);
    for (const profile of present) {
      const valueOf: ReadValue = (name) => typedValue(profile, name, types);
      all.add(valueOf);
      if (by !== undefined) groupOf(groups, measure, valueOf(by)).add(valueOf);
    }
  }
  return {
    members: ids.length,
    exact: ids.length <= mostRead,
    all: all.result(),
    groups: [...groups]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { value, measurement }]) => ({ value, measured: measurement.result() }))
      .toSorted((one, other) => other.measured.members - one.measured.members),
  };
}

/** A rule is evaluated only for those whose instant has come. */
async function presentMembers(
  context: MeasureContext,
  snapshot: IndexSnapshot,
  version: IndexedVersion,
  profiles: readonly Profile[],
): Promise<Profile[]> {
  const now = context.clock.now();
  const { ordinal } = version;
  const isSettled = ({ announced, dues }: Profile): boolean =>
    announced.includes(ordinal) && (dues[ordinal] ?? Number.POSITIVE_INFINITY) > now;
  const turning = profiles.filter((profile) => !isSettled(profile));
  const records = await new PresentRecords(context, snapshot, [version]).of(turning);
  const stays = (profile: Profile): boolean => {
    const record = records.get(profile);
    return record !== undefined && membershipNow(profile, record, version, now) !== undefined;
  };
  return profiles.filter((profile) => isSettled(profile) || stays(profile));
}

function groupOf(
  groups: Map<string, { value: Value | undefined; measurement: Measurement }>,
  measure: Measure,
  value: Value | undefined,
): Measurement {
  const key = JSON.stringify([value]);
  const known = groups.get(key) ?? { value, measurement: new Measurement(measure) };
  groups.set(key, known);
  return known.measurement;
}
