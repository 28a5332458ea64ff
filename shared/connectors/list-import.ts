import type { ObjectKind } from "../contracts/change.ts";
import type { RuleContext } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";

/** What a workspace knows that the definition of a list in an outside system speaks of. */
export interface ListWorkspace {
  /** What rules are read against. */
  rulesOf(object: ObjectKind): RuleContext;
  /** Segments by the outside system's ids of the lists that stand for them. */
  readonly segments: ReadonlyMap<string, string>;
  /** Names of behaviours by the outside system's ids of kinds of events. */
  readonly behaviours: ReadonlyMap<string, string>;
  /** Offers a rule also where something of the list had to be left out. */
  readonly partial: boolean;
}

/** A part of a list's definition, for the person who imports it. */
export interface ListRemark {
  /** JSON pointer (RFC 6901) into the definition. */
  readonly path: string;
  /** In the outside system's own words. */
  readonly what: string;
  /** A sentence. */
  readonly why: string;
}

export interface TranslatedList {
  /** Absent where something could not be translated, unless a partial one was asked for. */
  readonly rule: RuleGroup | undefined;
  /** What a rule cannot say, or what is not understood: never left out silently. */
  readonly untranslated: readonly ListRemark[];
  /** What the rule says, but not quite as the outside system means it. */
  readonly differences: readonly ListRemark[];
}

export interface ImportedList extends TranslatedList {
  readonly name: string;
  readonly object: ObjectKind;
}
