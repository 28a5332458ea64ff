import type { RuleNames } from "../segmentation/describe/describe-test.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import type { FlowContext } from "./context.ts";
import { references } from "./segment-references.ts";

/** What the segments are called that these rules read, for their sentences. */
export async function segmentNames(
  { segments }: Pick<FlowContext["storage"], "segments">,
  workspaceId: string,
  rules: readonly RuleGroup[],
): Promise<RuleNames> {
  const ids = new Set(rules.flatMap((rule) => references(rule, "").map(({ id }) => id)));
  const read = await Promise.all([...ids].map((id) => segments.get(workspaceId, id)));
  const names = new Map(read.flatMap((each) => (each === undefined ? [] : [[each.id, each.name]])));
  return { segmentName: (id) => names.get(id) };
}
