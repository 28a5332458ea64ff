import { behaviourPart } from "../language/rule-fields.ts";
import type { AttributeDeclaration, Behaviour, SegmentationRecord, Value } from "../record.ts";
import type { Aggregate } from "../rule.ts";
import { aggregateNumbers, edgeBehaviour } from "./aggregate-value.ts";
import type { Asked, CompiledNode } from "./compiled-node.ts";
import type { ElementList } from "./element-list.ts";
import { asInstant, type ValueSource } from "./value-source.ts";

/** The elements of a list for which a group holds. */
export type Counted<Element> = Asked<SegmentationRecord, readonly Element[]>;

export function countedIn<Element>(
  list: ElementList<Element>,
  where: CompiledNode<Element>,
): Counted<Element> {
  return (record, now, owner) =>
    list
      .read(record)
      .filter((element) => where.truth(element, now, list.ownerOf(element, owner)) === true);
}

type Source = ValueSource<SegmentationRecord>;
type ReadInstant = (text: string) => number | undefined;

const aNumber: AttributeDeclaration = { type: "number" };
const anInstant: AttributeDeclaration = { type: "datetime" };

/** Over numbers only; elements with another value, or with none, are passed over. */
export function numberSource<Element>(
  { function: how }: Aggregate,
  counted: Counted<Element>,
  valueOf: (element: Element) => Value | undefined,
): Source {
  const value: Source["value"] = (record, now, owner) => {
    const elements = counted(record, now, owner);
    if (how === "count") return elements.length;
    const numbers = elements.map(valueOf).filter((each) => typeof each === "number");
    return aggregateNumbers(how, numbers);
  };
  return { declared: aNumber, value, instant: () => undefined };
}

/** The first or last of behaviours: when it was, or a property of the first that has it. */
export function edgeSource(
  which: "first" | "last",
  of: string,
  counted: Counted<Behaviour>,
  instantOf: ReadInstant,
): Source {
  const part = behaviourPart(of);
  const edge: Counted<Behaviour> = (record, now, owner) => {
    const having = counted(record, now, owner).filter((each) => part.read(each) !== undefined);
    const best = edgeBehaviour(which, having);
    return best === undefined ? [] : [best];
  };
  const value: Source["value"] = (record, now, owner) => {
    const [best] = edge(record, now, owner);
    return best === undefined ? undefined : part.read(best);
  };
  if (of !== "at") {
    return { declared: undefined, value, instant: asInstant(value, instantOf) };
  }
  const instant: Source["instant"] = (record, now, owner) => edge(record, now, owner)[0]?.at;
  return { declared: anInstant, value, instant };
}
