import type { AttributeValue } from "../contracts/change.ts";
import type { Behaviour } from "../segmentation/record.ts";
import type { BehaviourNeeds } from "./behaviours.ts";
import { visibleCell } from "./cells.ts";
import type { Profile } from "./profile.ts";

/** What rules about companies read of their contacts. */
export interface ContactNeeds {
  readonly attributes: ReadonlySet<string>;
  readonly behaviours: BehaviourNeeds;
  /** Grows with them. */
  readonly revision: number;
}

/** What one contact contributes to its companies: untyped, as the sources said it. */
export interface Contribution {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly behaviours: readonly Behaviour[];
}

export const noContribution: Contribution = { attributes: {}, behaviours: [] };

/** In an order of its own, so that equal contributions look alike. Behaviours beyond reach are left out. */
export function contributionOf(profile: Profile, needs: ContactNeeds, now: number): Contribution {
  return {
    attributes: visibleValues(profile, needs.attributes),
    behaviours: Object.entries(profile.behaviours)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([name, kept]) => {
        const reach = Math.max(needs.behaviours.get(name) ?? 0, needs.behaviours.get("*") ?? 0);
        return kept
          .filter(({ happenedAt }) => happenedAt > now - reach)
          .toSorted((one, other) => (one.key < other.key ? -1 : 1))
          .map(({ happenedAt, properties }) => ({ name, at: happenedAt, properties }));
      }),
  };
}

/** The visible values of the named attributes, by name. */
export function visibleValues(
  profile: Profile,
  names: ReadonlySet<string>,
): Record<string, AttributeValue> {
  const values: [string, AttributeValue][] = [];
  for (const name of [...names].sort()) {
    const visible = visibleCell(profile.cells, name);
    if (visible !== undefined) values.push([name, visible.value]);
  }
  return Object.fromEntries(values);
}
