import { decodeProfile } from "../../shared/storage/profile-item.ts";
import type { KnownPerson } from "./reference.ts";
import { segmentsProperty } from "./sources/portal.ts";
import type { World } from "./world.ts";

/** What the portal shows of segments is what they are, and Muster took nothing of it for news. */
export function destinationProblems(
  world: World,
  people: readonly KnownPerson[],
  expected: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const { portal } = world;
  const standing = world.segments.filter(({ retired }) => !retired);
  const recordsIn = (id: string): Set<string> =>
    new Set(people.filter(({ name }) => expected.get(id)?.has(name)).flatMap(recordsOf));
  const lists = standing.flatMap(({ id, name, pushedTo }) => {
    if (pushedTo !== "hubspot-list") return [];
    const present = portal.listNamed(`Muster · ${name}`)?.members ?? new Set<string>();
    return differences(`list ${name}`, recordsIn(id), present);
  });
  const shown = standing.flatMap(({ id, name, pushedTo }) => {
    if (pushedTo !== "hubspot-property") return [];
    const showing = portal.live("contact").filter(({ values }) =>
      String(values.get(segmentsProperty)?.value ?? "")
        .split(";")
        .includes(id),
    );
    return differences(`shown ${name}`, recordsIn(id), new Set(showing.map((each) => each.id)));
  });
  return [...lists, ...shown, ...echoProblems(world)];
}

function recordsOf({ keys }: KnownPerson): string[] {
  return keys.flatMap((key) => (key.startsWith("hubspot:") ? [key.slice("hubspot:".length)] : []));
}

function differences(
  where: string,
  wanted: ReadonlySet<string>,
  present: ReadonlySet<string>,
): string[] {
  return [
    ...[...wanted.difference(present)].map((id) => `${where}: ${id} is missing`),
    ...[...present.difference(wanted)].map((id) => `${where}: ${id} is too many`),
  ];
}

/** Muster's own property comes back by webhook whenever it is written. */
function echoProblems({ muster }: World): string[] {
  return muster.database.items("profiles").flatMap((item) => {
    const { id, cells } = decodeProfile(item).profile;
    return segmentsProperty in cells ? [`${id} took an echo for news`] : [];
  });
}
