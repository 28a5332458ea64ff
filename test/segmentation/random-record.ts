import type {
  AttributeType,
  Behaviour,
  ObjectKind,
  Observation,
  Scalar,
  SegmentationRecord,
  Value,
} from "../../shared/segmentation/record.ts";
import type { Random } from "./random.ts";
import {
  attributeKinds,
  behaviourNames,
  type Kind,
  normalised,
  numbers,
  randomContext,
  remembered,
  segmentIds,
  strings,
} from "./random-words.ts";

/** What stays fixed in the random tests: the clock's start and the declared types. */
export const start = Date.UTC(2026, 2, 31, 10, 0, 0, 0);

export const declared: ReadonlyMap<string, AttributeType> = new Map(
  [...randomContext("contact").attributes.contact].map(([name, { type }]) => [name, type]),
);

const hour = 3_600_000;
const day = 24 * hour;

/** An instant near the clock, often exactly on the edge of a window, a day or a month. */
export function randomInstant(random: Random): number {
  const edge = random.pick([0, 0, 1, 7, 28, 29, 30, 31, 59, 90, 365]) * day;
  const drift = random.pick([0, 0, 1, -1, hour, -hour, 10 * hour, -10 * hour, -10 * hour]);
  return start + (random.chance(0.25) ? edge : -edge) + drift;
}

/** The start of some day within some decades, leap days among them. */
function randomBirthday(random: Random): number {
  const year = 1956 + random.below(71);
  if (random.chance(0.2)) return Date.UTC(year - (year % 4), 1, 29);
  return Date.UTC(year, 2 + random.below(3) - 1, 1 + random.below(31));
}

function midnight(instant: number): number {
  return instant - (((instant % day) + day) % day);
}

/** The instant as text, in one of the forms that name it. */
export function textOf(instant: number, random: Random): string {
  const utc = new Date(instant).toISOString();
  if (utc.endsWith("T00:00:00.000Z") && random.chance(0.8)) return utc.slice(0, 10);
  if (random.chance(0.6)) return utc;
  if (random.chance(0.3)) return utc.slice(0, -1);
  return new Date(instant + 2 * hour).toISOString().replace("Z", "+02:00");
}

function date(instant: number): string {
  return new Date(midnight(instant)).toISOString().slice(0, 10);
}

function randomStrings(random: Random, words: readonly string[]): string[] {
  return random.list(random.below(4), () => random.pick(words));
}

function randomValue(kind: Kind, words: readonly string[], random: Random): Value {
  switch (kind) {
    case "number":
      return random.pick(numbers);
    case "boolean":
      return random.chance(0.5);
    case "enum":
      return random.pick(words);
    case "string":
      return random.chance(0.2) && words === strings ? aMoment(random) : random.pick(words);
    case "strings":
      return randomStrings(random, words);
    case "date":
      return date(random.chance(0.3) ? randomBirthday(random) : randomInstant(random));
    case "datetime":
    case "moments":
      return aMoment(random);
    case "anything":
    case "nothing":
      return randomValue(random.pick(["string", "number", "boolean", "strings"]), words, random);
  }
}

function aMoment(random: Random): string {
  return textOf(randomInstant(random), random);
}

function valueOf(object: ObjectKind, name: string, random: Random): Value {
  const kind = attributeKinds[object][name] ?? "nothing";
  return randomValue(kind, normalised[name] ?? strings, random);
}

function randomAttributes(object: ObjectKind, random: Random): Map<string, Value> {
  const present = Object.entries(attributeKinds[object]).filter(
    ([, kind]) => kind !== "nothing" && random.chance(0.75),
  );
  return new Map(present.map(([name]) => [name, valueOf(object, name, random)]));
}

function randomProperties(random: Random): Behaviour["properties"] {
  const properties: [string, Scalar][] = [
    ["course", random.pick(["c-1", "c-2"])],
    ["score", random.pick([0, 50, 100, "50"])],
    ["due", aMoment(random)],
    ["passed", random.chance(0.5)],
  ];
  const present = properties.filter(() => random.chance(0.5));
  return Object.fromEntries(random.chance(0.5) ? present : present.toReversed());
}

function randomBehaviours(random: Random): Map<string, Behaviour[]> {
  const lists = behaviourNames.map((name): [string, Behaviour[]] => [
    name,
    random.list(random.below(4), () => ({
      name,
      at: randomInstant(random),
      properties: randomProperties(random),
    })),
  ]);
  return new Map(lists.filter(([, list]) => list.length > 0));
}

function randomPast(object: ObjectKind, random: Random): Map<string, Observation[]> {
  const seen = remembered.filter(() => random.chance(0.8));
  return new Map(
    seen.map((name) => {
      const palette = random.list(2, () => valueOf(object, name, random));
      const instants = random.list(1 + random.below(4), () => randomInstant(random));
      const observations = instants
        .toSorted((a, b) => a - b)
        .map((at) => ({ at, value: random.chance(0.25) ? null : random.pick(palette) }));
      return [name, observations];
    }),
  );
}

/** A profile by itself, without related ones. */
export function randomProfile(id: string, object: ObjectKind, random: Random): SegmentationRecord {
  return {
    id,
    attributes: randomAttributes(object, random),
    behaviours: randomBehaviours(random),
    past: randomPast(object, random),
    segments: new Set(segmentIds.filter(() => random.chance(0.4))),
  };
}
