import type { Segment } from "../../shared/contracts/segment.ts";
import { followPointers } from "../../shared/flow/follow-pointers.ts";
import { ruleContextOf } from "../../shared/flow/index-reader.ts";
import { foldChange, type IncomingChange } from "../../shared/profiles/fold-change.ts";
import { isAlive, newProfile, type Profile } from "../../shared/profiles/profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import { recordOf } from "../../shared/profiles/record-of.ts";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { World } from "./world.ts";

/** A change as some source told it. */
export type Told = IncomingChange;

/**
 * Who should be in each segment, from nothing but what the sources said: nothing that was
 * kept, forgotten or brought back is used, only which records are one person. Segments may
 * read those before them.
 */
export async function membersByWhatWasSaid(
  here: World,
  segments: readonly Segment[],
  told: readonly Told[],
): Promise<ReadonlyMap<string, string[]>> {
  const root = await here.storage.index.root(here.workspaceId);
  const context = ruleContextOf(root, "contact");
  const people = (await peopleIn(here, told)).filter(isAlive);
  const records = people.map((each) => recordOf(each, context.attributes.contact));
  const memberships = new Map(people.map(({ id }) => [id, new Set<string>()]));
  const members = new Map<string, string[]>();
  for (const segment of segments) {
    const rule = segment.versions.find(({ version }) => version === segment.version)?.rule;
    if (rule === undefined) throw new Error("a live segment without a rule");
    const compiled = compileRule(rule, context);
    const holding = records.filter((record) => {
      const own = memberships.get(record.id) ?? new Set<string>();
      return compiled.evaluate({ ...record, segments: own }, here.now) === true;
    });
    for (const { id } of holding) memberships.get(id)?.add(segment.id);
    members.set(segment.id, holding.map(({ id }) => id).sort());
  }
  return members;
}

async function peopleIn(here: World, told: readonly Told[]): Promise<Profile[]> {
  const { workspaceId } = here;
  const people = new Map<string, Profile>();
  for (const each of told) {
    const { recordId, object } = each.change;
    const id = profileIdOf(workspaceId, object, each.connectionId, recordId);
    const stored = await followPointers(here.storage, { workspaceId, object, id });
    if (stored === undefined) continue;
    const known = people.get(stored.id) ?? newProfile(stored, 0);
    people.set(stored.id, foldChange(known, each).profile);
  }
  return [...people.values()];
}
