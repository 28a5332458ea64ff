import { useCallback, useReducer } from "react";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { edited, type History, historyOf, redone, undone } from "./model/history.ts";
import { identified } from "./model/identified.ts";

type Step =
  | { readonly kind: "edit"; readonly rule: RuleGroup; readonly now: number }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" };

/** The rule that is worked on, with the way back and forth. */
export interface Draft {
  readonly rule: RuleGroup;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly edit: (rule: RuleGroup) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

export function useDraft(start: RuleGroup): Draft {
  const [history, take] = useReducer(step, start, (rule) => historyOf(identified(rule)));
  const edit = useCallback(
    (rule: RuleGroup) => take({ kind: "edit", rule: identified(rule), now: performance.now() }),
    [],
  );
  const undo = useCallback(() => take({ kind: "undo" }), []);
  const redo = useCallback(() => take({ kind: "redo" }), []);
  const { past, present, future } = history;
  return {
    rule: present,
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    edit,
    undo,
    redo,
  };
}

function step(history: History, taken: Step): History {
  switch (taken.kind) {
    case "edit":
      return edited(history, taken.rule, taken.now);
    case "undo":
      return undone(history);
    case "redo":
      return redone(history);
  }
}
