import {
  anyBehaviour,
  attributeField,
  behaviourField,
  idField,
  pastField,
  type RelatedPath,
  relatedField,
  relatedPaths,
  segmentField,
} from "../fields.ts";
import { longerWindow, reachNothing } from "./lookback.ts";
import { joinReaches } from "./reach.ts";
import type { ReadingFact } from "./reading-facts.ts";

/** Behaviours a rule can still see, which must be kept. */
export interface BehaviourNeed {
  /** A behaviour's name, or "*" for every name without a need of its own. */
  readonly name: string;
  /** The longest ISO 8601 duration looked back; undefined is forever. See `earliestVisible`. */
  readonly window: string | undefined;
}

/** What of an attribute's past a rule asks for. */
export interface PastNeed {
  readonly attribute: string;
  /**
   * The longest ISO 8601 duration looked back; undefined is forever. Of the observations
   * before it (see `earliestVisible`) only the last must be kept: it tells whether the
   * first one within was a change, and that there ever was one.
   */
  readonly window: string | undefined;
}

/** What a rule reads of the profiles along one path; their ids always. */
export interface RelatedNeed {
  readonly path: RelatedPath;
  readonly attributes: readonly string[];
  readonly behaviours: readonly BehaviourNeed[];
}

type Facts = readonly ReadingFact[];

/** Everything a change can touch that the rule reads, by the names of `fields.ts`. */
export function readsOf(facts: Facts): ReadonlySet<string> {
  const own = fieldsOn(facts, undefined);
  const related = relatedPaths.flatMap((path) =>
    fieldsOn(facts, path).map((field) => relatedField(path, field)),
  );
  return new Set([...own, ...related]);
}

function fieldsOn(facts: Facts, path: RelatedPath | undefined): readonly string[] {
  const here = facts.filter((fact) => fact.path === path);
  const needs = behaviourNeedsOf(facts, path);
  const behaviours = needs.some(({ name }) => name === "*")
    ? [anyBehaviour]
    : needs.map(({ name }) => behaviourField(name));
  return [...here.flatMap(plainField), ...behaviours];
}

function plainField(fact: ReadingFact): readonly string[] {
  switch (fact.kind) {
    case "id":
      return [idField];
    case "attribute":
      return [attributeField(fact.name)];
    case "past":
      return [pastField(fact.attribute)];
    case "segment":
      return [segmentField(fact.id)];
    case "behaviours":
      return [];
  }
}

export function behaviourNeedsOf(
  facts: Facts,
  path: RelatedPath | undefined,
): readonly BehaviourNeed[] {
  const reaches = facts.flatMap((fact) =>
    fact.kind === "behaviours" && fact.path === path ? [fact.reach] : [],
  );
  const { names, others } = joinReaches(reaches);
  return [...names, ["*", others] as const].flatMap(([name, lookback]) => {
    if (lookback === reachNothing) return [];
    return [{ name, window: lookback === "forever" ? undefined : lookback.window }];
  });
}

export function pastNeedsOf(facts: Facts): readonly PastNeed[] {
  const windows = new Map<string, string | undefined>();
  for (const fact of facts) {
    if (fact.kind !== "past") continue;
    const { attribute, window } = fact;
    const joined = windows.has(attribute) ? longerWindow(windows.get(attribute), window) : window;
    windows.set(attribute, joined);
  }
  return [...windows].map(([attribute, window]) => ({ attribute, window }));
}

export function relatedNeedsOf(facts: Facts): readonly RelatedNeed[] {
  return relatedPaths.flatMap((path) => {
    const here = facts.filter((fact) => fact.path === path);
    if (here.length === 0) return [];
    const names = here.flatMap((fact) => (fact.kind === "attribute" ? [fact.name] : []));
    return [{ path, attributes: [...new Set(names)], behaviours: behaviourNeedsOf(facts, path) }];
  });
}

/** The segments whose membership the rule asks for. */
export function segmentsOf(facts: Facts): readonly string[] {
  const ids = facts.flatMap((fact) => (fact.kind === "segment" ? [fact.id] : []));
  return [...new Set(ids)];
}
