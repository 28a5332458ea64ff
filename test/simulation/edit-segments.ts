import { addCandidate, promote, retire } from "../../shared/flow/define-segment.ts";
import { ConflictError, Problem } from "../../shared/runtime/errors.ts";
import { chosen } from "./chosen.ts";
import { membersOf, type Population, populations } from "./populations.ts";
import type { Choices } from "./schedule.ts";
import type { World } from "./world.ts";

const mostSegments = 7;

type Edit = (world: World, choices: Choices) => Promise<void>;

/**
 * An admin is told why not where another segment reads this one, or still does; and looks again where a
 * build ended meanwhile.
 */
function unlessRefused(edit: Edit): Edit {
  return async (world, choices) => {
    for (let isDone = false; !isDone; ) {
      try {
        await edit(world, choices);
        isDone = true;
      } catch (error) {
        isDone = error instanceof Problem;
        if (!isDone && !(error instanceof ConflictError)) throw error;
      }
    }
  };
}

export const editSegments = {
  "create segment": unlessRefused(createOne),
  "promote version": unlessRefused(promoteOne),
  "retire segment": unlessRefused(retireOne),
} as const;

function standingIn({ segments }: World) {
  return segments.filter(({ retired }) => !retired);
}

async function createOne(world: World, [who, what, how]: Choices): Promise<void> {
  const standing = standingIn(world);
  if (standing.length >= mostSegments) return;
  const read = how % 3 === 0 ? chosen(standing, who) : undefined;
  await world.createSegment(
    read === undefined ? populationAt(what) : membersOf(read.id, read.population.name),
  );
}

async function promoteOne(world: World, [who, what]: Choices): Promise<void> {
  const { admin } = world;
  const segment = chosen(standingIn(world), who);
  const stored = segment && (await world.stored(segment.id));
  if (segment === undefined || stored?.state !== "live") return;
  if (stored.versions.some(({ state }) => state === "building")) return;
  const population = populationAt(what);
  const { version } = await world.finish(addCandidate(admin, stored, population.rule));
  const fresh = await world.stored(segment.id);
  if (fresh === undefined) return;
  await world.finish(promote(admin, fresh, version));
  segment.population = population;
}

async function retireOne(world: World, [who]: Choices): Promise<void> {
  const segment = chosen(standingIn(world), who);
  const stored = segment && (await world.stored(segment.id));
  if (segment === undefined || stored?.state !== "live") return;
  await world.finish(retire(world.admin, stored));
  segment.retired = true;
}

function populationAt(choice: number): Population {
  const population = populations[choice % populations.length];
  if (population === undefined) throw new RangeError("There are no populations");
  return population;
}
