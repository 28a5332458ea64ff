import type { ObjectKind } from "../contracts/change.ts";
import type { Outcome } from "../contracts/outcome.ts";
import { attributesField } from "../profiles/fold-change.ts";
import type { Profile } from "../profiles/profile.ts";
import { typed } from "../profiles/record-of.ts";
import type { Happening, Observation, Trail } from "../programs/measurement/judge-outcome.ts";
import { behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import type { AttributeDeclarations } from "../segmentation/record.ts";
import type { StoredEntry } from "../storage/history.ts";
import type { FlowContext } from "./context.ts";

/** What is read of the history, and how. */
export interface TrailReading {
  readonly workspaceId: string;
  readonly object: ObjectKind;
  readonly fields: readonly string[];
  readonly types: AttributeDeclarations;
  /** Whether most profiles are read: then a range of them costs less than each by itself. */
  readonly dense: boolean;
}

/** A person's past as far as outcomes and touches ask for it. */
export interface PersonTrail extends Trail {
  /** Whatever they did of what was read. */
  readonly everything: readonly Happening[];
}

/** The fields of the history that tell of outcomes; every behaviour where touches are asked for. */
export async function outcomeFields(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, object }: Pick<TrailReading, "workspaceId" | "object">,
  outcomes: readonly Outcome[],
  withTouches: boolean,
): Promise<string[]> {
  const read = outcomes.map((each) =>
    each.kind === "attribute" ? attributesField : behaviourField(each.behaviour),
  );
  if (!withTouches) return [...new Set(read)];
  const counts = await storage.tallies.counts(workspaceId, `attributes#${object}`);
  return [...new Set([...read, ...Object.keys(counts).filter(isBehaviourField)])];
}

const none: ReadonlyMap<string, Profile> = new Map();

/** By profile: the past of a page of one partition, sorted by id. */
export async function readTrails(
  { storage }: Pick<FlowContext, "storage">,
  reading: TrailReading,
  ids: readonly string[],
): Promise<(id: string) => PersonTrail> {
  const { workspaceId, object, fields, dense } = reading;
  const keys = ids.map((id) => ({ workspaceId, object, id }));
  // Some of what was said may still be in their items, nothing of what they did.
  const stored = fields.includes(attributesField) ? await storage.profiles.read(keys) : none;
  const profiles = keys.map((key) => stored.get(key.id) ?? key);
  const pages = dense ? [profiles] : profiles.map((each) => [each]);
  const found = await Promise.all(
    pages.flatMap((page) => fields.map((field) => storage.history.of(page, field))),
  );
  const byProfile = Map.groupBy(found.flat(), ({ profileId }) => profileId);
  return (id) => trailOf(byProfile.get(id) ?? [], reading.types);
}

function trailOf(entries: readonly StoredEntry[], types: AttributeDeclarations): PersonTrail {
  // What a merge brought stands there beside itself.
  const single = [...new Map(entries.map((each) => [`${each.field}#${each.key}`, each])).values()];
  const byField = Map.groupBy(single, ({ field }) => field);
  const done = (field: string): Happening[] =>
    (byField.get(field) ?? []).map(({ at, properties = {} }) => ({ at, properties }));
  return {
    happenings: (behaviour) => done(behaviourField(behaviour)),
    observations: (attribute) =>
      entries.flatMap(({ at, values = {} }): Observation[] => {
        const value = Object.hasOwn(values, attribute) ? values[attribute] : undefined;
        if (value === undefined) return [];
        const seen = value === null ? null : (typed(value, types.get(attribute)) ?? null);
        return [{ at, value: seen }];
      }),
    everything: [...byField.keys()].filter(isBehaviourField).flatMap(done),
  };
}
