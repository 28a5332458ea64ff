import { pointerTo } from "../../../shared/segmentation/parse/rule-problem.ts";
import type { Schemas } from "../../api/client.ts";

type ExplanationNode = Schemas["ExplanationNode"];

/** The nodes of an explanation by where their conditions stand in the rule; "" is the rule itself. */
export function trialByPointer(tree: ExplanationNode): ReadonlyMap<string, ExplanationNode> {
  return new Map(placed(tree, ""));
}

/** Elements of lists are many for one condition: they have no place of their own. */
function placed(node: ExplanationNode, pointer: string): [string, ExplanationNode][] {
  const within =
    node.kind === "group"
      ? node.children.flatMap((child, at) => placed(child, pointerTo(pointer, "rules", at)))
      : [];
  return [[pointer, node], ...within];
}
