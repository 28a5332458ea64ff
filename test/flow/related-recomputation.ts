import type { ObjectKind } from "../../shared/contracts/change.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { visibleCell } from "../../shared/profiles/cells.ts";
import { isAlive, type Profile } from "../../shared/profiles/profile.ts";
import { partitions, profileIdOf } from "../../shared/profiles/profile-id.ts";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { RuleContext, SegmentationRecord } from "../../shared/segmentation/record.ts";
import type { World } from "./world.ts";

type Population = Record<ObjectKind, ReadonlyMap<string, Profile>>;

/**
 * Who should be in a segment, from nothing but what the sources said: every profile is read,
 * every association followed, nothing that one profile remembers of another is used.
 */
export async function recomputed(here: World, segment: Segment): Promise<string[]> {
  const population = { contact: await all(here, "contact"), company: await all(here, "company") };
  const declared: RuleContext["attributes"] = { contact: new Map(), company: new Map() };
  const rule = segment.versions.find((each) => each.version === segment.version)?.rule;
  if (rule === undefined) throw new Error("a live segment without a rule");
  const { object } = segment;
  const compiled = compileRule(rule, { object, zone: "UTC", attributes: declared });
  return [...population[object].values()]
    .filter(isAlive)
    .filter((each) => compiled.evaluate(recordAmid(population, each), here.now) === true)
    .map((each) => each.id)
    .sort();
}

async function all(here: World, object: ObjectKind): Promise<ReadonlyMap<string, Profile>> {
  const { workspaceId } = here;
  const pages = await Promise.all(
    partitions.map((each) =>
      here.storage.profiles.page({ workspaceId, object }, each, undefined, 1_000),
    ),
  );
  return new Map(pages.flatMap((page) => page.profiles).map((each) => [each.id, each]));
}

function recordAmid(population: Population, profile: Profile): SegmentationRecord {
  const above = (of: Profile) => ancestorsOf(population, of).map(plainRecord);
  if (profile.object === "company")
    return {
      ...plainRecord(profile),
      ancestors: above(profile),
      contacts: [...population.contact.values()]
        .filter((each) => companiesOf(population, each).includes(profile))
        .map(plainRecord),
    };
  return {
    ...plainRecord(profile),
    companies: companiesOf(population, profile).map((each) => ({
      ...plainRecord(each),
      ancestors: above(each),
    })),
  };
}

/** The companies that stand at the other end of what is associated. */
function companiesOf({ company: companies }: Population, profile: Profile): Profile[] {
  if (!isAlive(profile)) return [];
  const found = profile.associations.flatMap(({ object, removed, connectionId, recordId }) => {
    if (object !== "company" || removed) return [];
    let at = companies.get(profileIdOf(profile.workspaceId, "company", connectionId, recordId));
    while (at?.mergedInto !== undefined) at = companies.get(at.mergedInto);
    const record = at?.records.find(
      (each) => each.connectionId === connectionId && each.recordId === recordId,
    );
    if (at === undefined || record === undefined || !isAlive(at)) return [];
    const isDeleted = record.deletedAt !== undefined && record.seenAt <= record.deletedAt;
    return isDeleted && record.mergedAway !== true ? [] : [at];
  });
  return [...new Set(found)];
}

function ancestorsOf(population: Population, company: Profile): Profile[] {
  const found: Profile[] = [];
  const climb = (level: readonly Profile[]): void => {
    const next = level
      .flatMap((each) => companiesOf(population, each))
      .filter((each) => each !== company && !found.includes(each));
    const fresh = [...new Set(next)];
    found.push(...fresh);
    if (fresh.length > 0) climb(fresh);
  };
  climb([company]);
  return found;
}

function plainRecord(profile: Profile): SegmentationRecord {
  const attributes = Object.keys(profile.cells).flatMap((name) => {
    const visible = visibleCell(profile.cells, name);
    return visible === undefined ? [] : [[name, visible.value] as const];
  });
  const behaviours = Object.entries(profile.behaviours).map(
    ([name, kept]) =>
      [
        name,
        kept.map(({ happenedAt, properties }) => ({ name, at: happenedAt, properties })),
      ] as const,
  );
  return { id: profile.id, attributes: new Map(attributes), behaviours: new Map(behaviours) };
}
