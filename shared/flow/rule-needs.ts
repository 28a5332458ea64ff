import { isDeepStrictEqual } from "node:util";
import type { ObjectKind } from "../contracts/change.ts";
import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import { longestMs, parseDuration } from "../segmentation/time/duration.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";

/** What profiles must keep once a rule is added. */
export function widened(
  root: IndexRoot,
  object: ObjectKind,
  rule: CompiledRule,
): Pick<IndexRoot, "needs" | "pastNeeds" | "related"> {
  const past = rule.pastNeeds.map(({ attribute, window }) => ({ name: attribute, window }));
  const needs = { ...root.needs, [object]: joined(root.needs[object], rule.behaviourNeeds) };
  // What companies' rules read of contacts, the contacts must keep.
  const ofContacts = rule.relatedNeeds.filter(({ path }) => path === "contacts");
  const kept = ofContacts.flatMap(({ behaviours }) => behaviours);
  return {
    needs: { ...needs, contact: joined(needs.contact, kept) },
    pastNeeds: { ...root.pastNeeds, [object]: joined(root.pastNeeds[object], past) },
    related: widenedRelated(root.related, rule),
  };
}

/** What rules read of related profiles; the revision of a path grows only when its needs do. */
function widenedRelated(
  known: IndexRoot["related"],
  { relatedNeeds }: CompiledRule,
): IndexRoot["related"] {
  const related = { ...known };
  for (const { path, attributes, behaviours } of relatedNeeds) {
    const { revision, ...before } = related[path] ?? { ...noNeed, revision: 0 };
    const after = {
      attributes: [...new Set([...before.attributes, ...attributes])].sort(),
      behaviours: joined(before.behaviours, behaviours),
    };
    const isMore = revision === 0 || !isDeepStrictEqual(before, after);
    related[path] = { ...after, revision: isMore ? revision + 1 : revision };
  }
  return related;
}

const noNeed = { attributes: [], behaviours: {} };

interface Need {
  readonly name: string;
  /** ISO 8601; undefined is for ever. */
  readonly window: string | undefined;
}

function joined(
  known: Readonly<Record<string, number | null>>,
  added: readonly Need[],
): Record<string, number | null> {
  const needs = { ...known };
  for (const { name, window } of added) {
    const duration = window === undefined ? undefined : parseDuration(window);
    const reach = duration === undefined ? null : longestMs(duration);
    // A behaviour may be called like something every object has.
    const before = Object.hasOwn(needs, name) ? needs[name] : undefined;
    needs[name] = before === null || reach === null ? null : Math.max(before ?? 0, reach);
  }
  return needs;
}
