import { z } from "zod";
import { objectKinds } from "../../../shared/segmentation/record.ts";
import { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { plain } from "./identified.ts";

/** What survives a reload of the page. */
export const StoredDraft = z.object({
  object: z.enum(objectKinds),
  rule: RuleGroup,
  /** When it was last changed, in milliseconds. */
  at: z.number(),
});
export type StoredDraft = z.infer<typeof StoredDraft>;

const mails = /[^\s"@]+@[^\s"@]+/;
const naming = /mail|phone|name$|^id$/i;

/**
 * The draft as it may lie in a browser: values that may name somebody are left out, and are to be
 * filled in again.
 */
export function storable({ rule, ...draft }: StoredDraft): StoredDraft {
  const cleaned: unknown = JSON.parse(JSON.stringify(plain(rule)), (_, value: unknown) =>
    isNaming(value) ? { ...value, value: Array.isArray(value.value) ? [] : "" } : value,
  );
  return { ...draft, rule: RuleGroup.parse(cleaned) };
}

const Naming = z.looseObject({ field: z.string(), value: z.unknown() });

function isNaming(value: unknown): value is z.infer<typeof Naming> {
  const { data } = Naming.safeParse(value);
  if (data === undefined || isStructure(data.value)) return false;
  return isOfPerson(data.field) || mails.test(JSON.stringify(data.value ?? ""));
}

/** Kinds of activities are called names too, and are nobody's. */
function isOfPerson(field: string): boolean {
  return field !== "name" && naming.test(field);
}

/** Groups within it, or a split, hold no value themselves. */
function isStructure(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
