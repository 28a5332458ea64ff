import type { Profile } from "../../shared/profiles/profile.ts";
import { isAlive, isLive } from "../../shared/profiles/profile.ts";
import { decodeProfile } from "../../shared/storage/profile-item.ts";
import { destinationProblems } from "./check-destinations.ts";
import { transitionProblems } from "./check-transitions.ts";
import { isRecord } from "./database/values.ts";
import { membersOfAll, peopleOf } from "./reference.ts";
import type { World } from "./world.ts";

/** What is wrong, in words; each of one kind. */
export interface Findings {
  /** Members by the reference that Muster does not have. */
  readonly lost: readonly string[];
  /** Members Muster has that the reference does not. */
  readonly phantom: readonly string[];
  /** Views, events and outside lists that disagree with the profiles. */
  readonly stale: readonly string[];
}

/** Compares everything Muster says with what the sources have. */
export function findingsOf(world: World): Findings {
  const people = peopleOf({
    hubspot: world.portal.records.values(),
    partner: world.partner.records.values(),
  });
  const profiles = world.muster.database
    .items("profiles")
    .map((item) => decodeProfile(item).profile);
  const contacts = profiles.filter(({ object }) => object === "contact");
  const names = new Map(contacts.filter(isAlive).map((each) => [each.id, nameOf(world, each)]));
  const known = differences("person", new Set(people.map(({ name }) => name)), names.values());
  const rows = memberRows(world);
  const segments = world.segments.filter(({ retired }) => !retired);
  const expected = membersOfAll(people, segments, world.time.now);
  const lost = [...known.lost];
  const phantom = [...known.phantom];
  const stale: string[] = [];
  for (const { id, population } of world.segments) {
    const wanted = expected.get(id) ?? new Set();
    const present = (rows.get(id) ?? []).map((profileId) => names.get(profileId) ?? profileId);
    const found = differences(`${population.name} (${id})`, wanted, present);
    lost.push(...found.lost);
    phantom.push(...found.phantom);
    stale.push(...sizeProblems(world, id, present.length));
  }
  stale.push(
    ...transitionProblems(world, contacts, rows),
    ...destinationProblems(world, people, expected),
  );
  stale.push(...backlogProblems(world));
  return { lost, phantom, stale };
}

function differences(what: string, wanted: ReadonlySet<string>, present: Iterable<string>) {
  const found = [...present];
  const there = new Set(found);
  const twice = found.filter((name, place) => found.indexOf(name) !== place);
  return {
    lost: [...wanted]
      .filter((name) => !there.has(name))
      .map((name) => `${what}: ${name} is missing`),
    phantom: [
      ...[...there]
        .filter((name) => !wanted.has(name))
        .map((name) => `${what}: ${name} is too many`),
      ...twice.map((name) => `${what}: ${name} is there twice`),
    ],
  };
}

function nameOf({ connections }: World, profile: Profile): string {
  return profile.records
    .filter(isLive)
    .map(({ connectionId, recordId }) =>
      connectionId === connections.hubspot ? `hubspot:${recordId}` : `partner:${recordId}`,
    )
    .sort()
    .join(" ");
}

/** Profile ids by segment, from the rows themselves. */
function memberRows({ muster }: World): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  for (const { pk, sk, member } of muster.database.items("views")) {
    const [, kind, segment] = String(pk).split("#");
    if (kind !== "member" || segment === undefined || member !== true) continue;
    rows.set(segment, [...(rows.get(segment) ?? []), String(sk)]);
  }
  return rows;
}

function sizeProblems({ muster, workspaceId }: World, id: string, present: number): string[] {
  const tally = muster.database
    .items("views")
    .find(({ pk, sk }) => pk === `${workspaceId}#tally` && sk === `segment#${id}`);
  const counts = tally?.["counts"];
  const size = Number((isRecord(counts) ? counts["size"] : undefined) ?? 0);
  return size === present ? [] : [`${id}: its size is ${size}, its members are ${present}`];
}

function backlogProblems({ muster }: World): string[] {
  const parked = muster.queues.parked.bodies.map((body) => `parked: ${body.slice(0, 200)}`);
  const aside =
    muster.stream.setAside > 0 ? [`${muster.stream.setAside} stream records were set aside`] : [];
  return [...parked, ...aside, ...muster.backlog.map((each) => `never done: ${each}`)];
}
