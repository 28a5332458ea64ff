import { isBehaviourField, relatedPaths } from "../fields.ts";

/**
 * Fields that one happening may touch together: an attribute and its past, all behaviours,
 * all that is read of related profiles on one way. Literals of different groups never flip
 * at once as long as a change touches a single group.
 */
export function fieldGroup(field: string): string {
  if (isBehaviourField(field)) return "behaviours";
  const related = relatedPaths.find((path) => field.startsWith(`${path}.`));
  if (related !== undefined) return related.startsWith("company") ? "company" : related;
  // An id has no colon: all of its name is left.
  const colon = field.indexOf(":");
  const kind = field.slice(0, colon);
  return kind === "segment" ? kind : field.slice(colon + 1);
}
