import { z } from "zod";
import { RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Schemas } from "../../api/client.ts";
import { plain } from "./identified.ts";

/** One format, whose absent members JSON leaves out. */
const SentRule = z.custom<Schemas["Rule"]>((given) => RuleGroup.safeParse(given).success);

/** The rule as the API takes it. */
export function sentRule(rule: RuleGroup): Schemas["Rule"] {
  return SentRule.parse(plain(rule));
}
