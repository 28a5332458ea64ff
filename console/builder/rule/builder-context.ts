import { type ComponentType, createContext, use } from "react";
import type { RuleNames } from "../../../shared/segmentation/describe/describe-test.ts";
import type { Scope } from "../../../shared/segmentation/language/scopes.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Schemas } from "../../api/client.ts";
import type { Catalogue } from "../model/catalogue.ts";
import type { Remarks } from "../model/remarks.ts";

export interface RuleEditorProps {
  readonly rule: RuleGroup;
  readonly onChange: (rule: RuleGroup) => void;
  readonly scope: Scope;
  /** Where the rule stands within the whole one. */
  readonly pointer: string;
}

/** What every part of the builder knows, however deep it stands. */
interface BuilderFacts {
  readonly catalogue: Catalogue;
  readonly names: RuleNames;
  /** The day in the reader's zone, as 2026-11-22. */
  readonly today: string;
  readonly remarks: Remarks;
  /** Whose truth is shown beside each condition, by the pointer to it. */
  readonly trial: ReadonlyMap<string, Schemas["ExplanationNode"]> | undefined;
  readonly canEdit: boolean;
  /** Writes members into the condition that a pointer leads to. */
  readonly change: (pointer: string, members: Readonly<Record<string, unknown>>) => void;
  /** Lets whoever has no value of an attribute in; undefined where no condition can. */
  readonly includeMissing: (attribute: string) => (() => void) | undefined;
  /** What edits the groups that stand within conditions: rules stand in rules. */
  readonly RuleEditor: ComponentType<RuleEditorProps>;
}

const Facts = createContext<BuilderFacts | undefined>(undefined);
export const BuilderFactsProvider = Facts;

export function useBuilder(): BuilderFacts {
  const facts = use(Facts);
  if (facts === undefined) throw new Error("A part of the builder stands outside of it.");
  return facts;
}
