import { type ComponentProps, useMemo } from "react";
import { rootScope } from "../../shared/segmentation/language/scopes.ts";
import type { ObjectKind } from "../../shared/segmentation/record.ts";
import { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { Catalogue } from "./model/catalogue.ts";
import { namesIn } from "./model/field-words.ts";
import { includable } from "./model/included.ts";
import { remarksOf } from "./model/remarks.ts";
import { changeAtPointer } from "./model/rule-tree.ts";
import type { BuilderFactsProvider } from "./rule/builder-context.ts";
import type { Draft } from "./use-draft.ts";
import type { Previewed } from "./use-preview.ts";

type Facts = NonNullable<ComponentProps<typeof BuilderFactsProvider>["value"]>;

interface Known extends Pick<Facts, "trial" | "canEdit" | "RuleEditor"> {
  readonly object: ObjectKind;
  readonly catalogue: Catalogue;
  readonly draft: Draft;
  readonly previewed: Previewed;
}

/** What every part of the builder knows. */
export function useBuilderFacts(known: Known): Facts {
  const { object, catalogue, draft, previewed, trial, canEdit, RuleEditor } = known;
  const { rule, edit } = draft;
  const { preview, problems } = previewed;
  return useMemo(() => {
    // While something is unfinished, pointers of the last answer may lead to other conditions.
    const { findings = [], conditions = [] } = problems.length > 0 ? {} : (preview ?? {});
    const changeAt = (pointers: readonly string[], members: Readonly<Record<string, unknown>>) =>
      edit(
        pointers.reduce(
          (changed, pointer) =>
            RuleGroup.parse(changeAtPointer(changed, pointer, (part) => ({ ...part, ...members }))),
          rule,
        ),
      );
    return {
      catalogue,
      names: namesIn(rootScope(object), catalogue),
      today: new Date().toLocaleDateString("sv-SE"),
      remarks: remarksOf({ problems, findings, conditions }),
      trial,
      canEdit,
      change: (pointer, members) => changeAt([pointer], members),
      includeMissing: (attribute) => {
        const pointers = includable(rule, object, attribute);
        if (pointers.length === 0) return undefined;
        return () => changeAt(pointers, { includeMissing: true });
      },
      RuleEditor,
    };
  }, [object, catalogue, rule, edit, preview, problems, trial, canEdit, RuleEditor]);
}
