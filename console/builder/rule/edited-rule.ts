import { createContext, use } from "react";
import type { RuleGroupProps } from "react-querybuilder";
import type { RuleEditorProps } from "./builder-context.ts";

const Edited = createContext<RuleEditorProps | undefined>(undefined);
export const EditedRule = Edited;

/** The rule that the cards around here are parts of. */
export function useEditedRule(): RuleEditorProps {
  const edited = use(Edited);
  if (edited === undefined) throw new Error("A card stands outside of a rule.");
  return edited;
}

/** What the query builder gives to each part of a tree. */
export type Tree = Pick<RuleGroupProps, "schema" | "actions">;
