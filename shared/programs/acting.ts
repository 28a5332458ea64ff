import type { Program } from "../contracts/program.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import { holdoutSalt } from "./audience.ts";

/** Whether somebody's entering or leaving has an effect; the other kinds only answer what is asked. */
export function isActing({ kind }: Pick<Program, "kind">): boolean {
  switch (kind) {
    case "course":
    case "certificate":
    case "notification":
    case "automation":
      return true;
    case "grant":
    case "price":
    case "goal":
      return false;
  }
}

/** Whom a program acts on, as the rule of its own segment: so entering, leaving and time are the engine's. */
export function audienceRule({
  id,
  include,
  exclude,
  holdoutPercent = 0,
}: Pick<Program, "id" | "include" | "exclude" | "holdoutPercent">): RuleGroup {
  const split = { salt: holdoutSalt(id), from: 0, to: holdoutPercent };
  return {
    combinator: "and",
    rules: [
      { field: "segment", operator: "in", value: [...include] },
      ...(exclude.length === 0
        ? []
        : [{ field: "segment", operator: "notIn", value: [...exclude] }]),
      ...(holdoutPercent === 0 ? [] : [{ field: "id", operator: "notInSplit", value: split }]),
    ],
  };
}
