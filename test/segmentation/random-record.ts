import type {
  AttributeType,
  Behaviour,
  SegmentationRecord,
  Value,
} from "../../shared/segmentation/record.ts";
import type { Random } from "./random.ts";

/** What stays fixed in the random tests: the clock's start and the declared types. */
export const start = Date.UTC(2026, 2, 31, 10, 0, 0, 0);

export const declared: ReadonlyMap<string, AttributeType> = new Map<string, AttributeType>([
  ["score", "number"],
  ["active", "boolean"],
  ["tier", "enum"],
  ["certifiedAt", "date"],
  ["lastLogin", "datetime"],
  ["courses", "strings"],
]);

export const strings = ["", "Gold", "gold", "Go%d", "G_ld", "é", "𝒳", "�", "O'Brien", "10", "Go"];
export const numbers = [-1, 0, 0.5, 1, 2, 10, 1e9];
const hour = 3_600_000;

/** An instant near the clock, often exactly on the edge of a window. */
export function randomInstant(random: Random): number {
  const edge = random.pick([0, 1, 7, 28, 29, 30, 31, 59, 90, 365]) * 24 * hour;
  const drift = random.pick([0, 0, 1, -1, hour, -hour, 10 * hour, -10 * hour]);
  return start - edge + drift + (random.chance(0.1) ? 40 * 24 * hour : 0);
}

/** The instant as text, in one of the forms that name it. */
function textOf(instant: number, random: Random): string {
  const utc = new Date(instant).toISOString();
  if (utc.endsWith("T00:00:00.000Z") && random.chance(0.8)) return utc.slice(0, 10);
  if (random.chance(0.7)) return utc;
  return new Date(instant + 2 * hour).toISOString().replace("Z", "+02:00");
}

export interface RandomRecord {
  readonly record: SegmentationRecord;
  /** The instants that attributes name, by attribute; known from before they became text. */
  readonly instants: ReadonlyMap<string, number>;
}

export function randomRecord(id: string, random: Random): RandomRecord {
  const attributes = new Map<string, Value>();
  const instants = new Map<string, number>();
  const put = (name: string, make: () => Value) => {
    if (random.chance(0.75)) attributes.set(name, make());
  };
  const putInstant = (name: string, instant: number) => {
    if (!random.chance(0.8)) return;
    instants.set(name, instant);
    attributes.set(name, textOf(instant, random));
  };
  put("score", () => random.pick(numbers));
  put("active", () => random.chance(0.5));
  put("tier", () => random.pick(strings));
  put("courses", () => random.list(random.below(3), () => random.pick(strings)));
  put("loose", () => looseValue(random));
  putInstant("certifiedAt", midnight(randomInstant(random)));
  putInstant("lastLogin", randomInstant(random));
  putInstant("signedAt", randomInstant(random));
  return { record: { id, attributes, behaviours: randomBehaviours(random) }, instants };
}

function midnight(instant: number): number {
  return instant - (((instant % (24 * hour)) + 24 * hour) % (24 * hour));
}

function looseValue(random: Random): Value {
  const kind = random.below(4);
  if (kind === 0) return random.pick(strings);
  if (kind === 1) return random.pick(numbers);
  if (kind === 2) return random.chance(0.5);
  return random.list(random.below(3), () => random.pick(strings));
}

export const behaviourNames = ["viewed", "login", "submitted"];

function randomBehaviours(random: Random): Map<string, Behaviour[]> {
  const lists = behaviourNames.map((name): [string, Behaviour[]] => [
    name,
    random.list(random.below(4), () => ({
      name,
      at: randomInstant(random),
      properties: {
        ...(random.chance(0.7) ? { course: random.pick(["c-1", "c-2"]) } : {}),
        ...(random.chance(0.7) ? { score: random.pick([0, 50, 100, "50"]) } : {}),
      },
    })),
  ]);
  return new Map(lists.filter(([, list]) => list.length > 0));
}
