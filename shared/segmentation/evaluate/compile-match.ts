import type { SegmentationRecord, Truth } from "../record.ts";
import { type Condition, countingModes, type Match } from "../rule.ts";
import type { Asked, CompiledNode } from "./compiled-node.ts";
import type { ElementList } from "./element-list.ts";
import { type ElementExplanation, flipsAt } from "./explanation.ts";
import { enoughFor, matchFlip, matchTruth } from "./match-count.ts";
import { settled } from "./settled-flip.ts";
import { type Counts, count, never } from "./truth.ts";

const longestExplanation = 10;

/** Compiles a count of behaviours or related profiles for which a nested group holds. */
export function compileMatch<Element>(
  { includeMissing = false }: Condition,
  match: Match,
  list: ElementList<Element>,
  inner: CompiledNode<Element>,
): CompiledNode<SegmentationRecord> {
  const whereMissing = includeMissing ? true : null;
  const counted = counter(match, list, inner);
  const truth: Asked<SegmentationRecord, Truth> = (record, now, owner) => {
    const elements = list.read(record);
    if (list.emptyIsMissing && elements.length === 0) return whereMissing;
    return matchTruth(match, counted(elements, now, owner));
  };
  const flip: Asked<SegmentationRecord, number> = inner.timed
    ? elementsFlip(match, list, inner)
    : () => never;
  const shown = settled({ timed: inner.timed, truth, flip });
  return {
    timed: inner.timed,
    truth,
    flip,
    explain: (record, now, owner) => ({
      kind: "match",
      field: list.field,
      mode: match.mode,
      ...(countingModes.includes(match.mode) ? { threshold: match.threshold ?? 0 } : {}),
      includeMissing,
      truth: truth(record, now, owner),
      ...flipsAt(shown.flip(record, now, owner)),
      counts: count(truthsOf(list, inner, record, now, owner)),
      children: explainElements(list, inner, record, now, owner),
    }),
  };
}

/** Counts no further than decides the match. */
function counter<Element>(match: Match, list: ElementList<Element>, inner: CompiledNode<Element>) {
  const enough = enoughFor(match);
  const { truth } = inner;
  return (elements: readonly Element[], now: number, owner: SegmentationRecord): Counts => {
    let matching = 0;
    let unknown = 0;
    for (const element of elements) {
      const holds = truth(element, now, list.ownerOf(element, owner));
      if (holds === null) unknown++;
      else if (holds && ++matching === enough) break;
    }
    return { matching, unknown, total: elements.length };
  };
}

function truthsOf<Element>(
  list: ElementList<Element>,
  inner: CompiledNode<Element>,
  record: SegmentationRecord,
  now: number,
  owner: SegmentationRecord,
): Truth[] {
  return list
    .read(record)
    .map((element) => inner.truth(element, now, list.ownerOf(element, owner)));
}

function elementsFlip<Element>(
  match: Match,
  list: ElementList<Element>,
  inner: CompiledNode<Element>,
): Asked<SegmentationRecord, number> {
  return (record, now, owner) => {
    const truths = truthsOf(list, inner, record, now, owner);
    const flips = list
      .read(record)
      .map((element) => inner.flip(element, now, list.ownerOf(element, owner)));
    return matchFlip(match, truths, flips);
  };
}

function explainElements<Element>(
  list: ElementList<Element>,
  inner: CompiledNode<Element>,
  record: SegmentationRecord,
  now: number,
  owner: SegmentationRecord,
): ElementExplanation[] {
  const explain = list.explain(inner);
  const open = list
    .read(record)
    .filter((element) => inner.truth(element, now, list.ownerOf(element, owner)) !== false);
  return list
    .inOrder(open)
    .slice(0, longestExplanation)
    .map((element) => explain(element, now, list.ownerOf(element, owner)));
}
