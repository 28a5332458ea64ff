import { z } from "zod";
import { type CombinatorName, Condition, combinators } from "../../shared/segmentation/rule.ts";

/** A group as it may be given: one combinator, or combinators between the rules. */
export interface WrittenGroup {
  readonly combinator?: CombinatorName | undefined;
  readonly not?: boolean | undefined;
  readonly rules: readonly WrittenMember[];
}

export type WrittenMember = WrittenGroup | Condition | CombinatorName;

/** Reads a group without asking whether it means anything. */
export const WrittenGroup: z.ZodType<WrittenGroup> = z.looseObject({
  combinator: z.enum(combinators).optional(),
  not: z.boolean().optional(),
  get rules() {
    return z.array(z.union([z.enum(combinators), WrittenGroup, Condition]));
  },
});

export function isWrittenGroup(member: WrittenMember): member is WrittenGroup {
  return typeof member === "object" && Array.isArray(member["rules"]);
}
