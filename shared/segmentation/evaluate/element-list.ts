import type { SegmentationRecord } from "../record.ts";
import type { Asked, CompiledNode } from "./compiled-node.ts";
import type { ElementExplanation } from "./explanation.ts";

/** The elements of a list field, as a match or an aggregate goes through them. */
export interface ElementList<Element> {
  readonly field: string;
  /** Whether a profile without elements lacks the list, instead of having an empty one. */
  readonly emptyIsMissing: boolean;
  readonly read: (record: SegmentationRecord) => readonly Element[];
  /** The profile that anchors within an element mean. */
  readonly ownerOf: (element: Element, owner: SegmentationRecord) => SegmentationRecord;
  /** Those to show first, first. */
  readonly inOrder: (elements: readonly Element[]) => readonly Element[];
  readonly explain: (inner: CompiledNode<Element>) => Asked<Element, ElementExplanation>;
}
