import { behavioursField } from "../language/rule-fields.ts";
import type { Behaviour, SegmentationRecord } from "../record.ts";
import type { Asked, CompiledNode } from "./compiled-node.ts";
import type { ElementList } from "./element-list.ts";
import { type BehaviourExplanation, flipsAt } from "./explanation.ts";
import { reachNothing } from "./lookback.ts";
import type { Reach } from "./reach.ts";

const none: readonly never[] = [];

/** Only the behaviours within reach are read; the others never count. */
export function behaviourList(reach: Reach): ElementList<Behaviour> {
  return {
    field: behavioursField,
    emptyIsMissing: false,
    read: readerOf(reach),
    ownerOf: (_, owner) => owner,
    inOrder: (behaviours) => behaviours.toSorted((a, b) => b.at - a.at),
    explain: explainBehaviour,
  };
}

function readerOf({ names, others }: Reach): ElementList<Behaviour>["read"] {
  if (others !== reachNothing) return ({ behaviours }) => [...behaviours.values()].flat();
  const reached = [...names].flatMap(([name, reach]) => (reach === reachNothing ? [] : [name]));
  const [only] = reached;
  return only !== undefined && reached.length === 1
    ? ({ behaviours }) => behaviours.get(only) ?? none
    : ({ behaviours }) => reached.flatMap((name) => behaviours.get(name) ?? none);
}

export function explainBehaviour(
  inner: CompiledNode<Behaviour>,
): Asked<Behaviour, BehaviourExplanation> {
  return (behaviour, now, owner: SegmentationRecord) => ({
    kind: "behaviour",
    name: behaviour.name,
    at: behaviour.at,
    properties: behaviour.properties,
    truth: inner.truth(behaviour, now, owner),
    ...flipsAt(inner.flip(behaviour, now, owner)),
    children: [inner.explain(behaviour, now, owner)],
  });
}
