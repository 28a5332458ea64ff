import {
  anyBehaviour,
  attributeField,
  behaviourField,
  idField,
  pastField,
} from "../segmentation/fields.ts";
import { visibleCell } from "./cells.ts";
import { changedRelated } from "./changed-related.ts";
import { type Profile, takesPart } from "./profile.ts";

/** Read by the rules that hold of a profile about which nothing is known. */
export const bornField = "born";

/**
 * The fields whose visible value differs between two states of a profile: what the
 * dependency index is asked for. A profile that comes to life also touches `born`, and
 * everything it has: while it was gone it was in no segment, whatever it still had.
 */
export function changedFields(stored: Profile, after: Profile): Set<string> {
  const changed = new Set<string>();
  const isBorn = !takesPart(stored) && takesPart(after);
  const before = isBorn ? { ...stored, cells: {}, past: {}, behaviours: {} } : stored;
  if (isBorn) changed.add(bornField).add(idField);
  const names = new Set([...Object.keys(before.cells), ...Object.keys(after.cells)]);
  for (const name of names) {
    if (before.cells[name] === after.cells[name] && before.past[name] === after.past[name])
      continue;
    changed.add(pastField(name));
    if (!sameValue(before, after, name)) changed.add(attributeField(name));
  }
  const happenings = new Set([...Object.keys(before.behaviours), ...Object.keys(after.behaviours)]);
  for (const name of happenings)
    if (before.behaviours[name] !== after.behaviours[name])
      changed.add(behaviourField(name)).add(anyBehaviour);
  // While it was gone it carried nothing.
  for (const field of changedRelated(stored, after)) changed.add(field);
  return changed;
}

function sameValue(
  before: Pick<Profile, "cells">,
  after: Pick<Profile, "cells">,
  name: string,
): boolean {
  const one = visibleCell(before.cells, name)?.value;
  const other = visibleCell(after.cells, name)?.value;
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
