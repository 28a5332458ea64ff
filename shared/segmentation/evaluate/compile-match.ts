import { behavioursField } from "../language/rule-fields.ts";
import type { Behaviour, SegmentationRecord } from "../record.ts";
import { countingModes, type Match } from "../rule.ts";
import type { CompiledNode } from "./compiled-node.ts";
import { type ElementExplanation, flipsAt } from "./explanation.ts";
import { matchFlip, matchTruth } from "./match-count.ts";
import { type Reach, reachNothing } from "./reach.ts";
import { count, never } from "./truth.ts";

const longestExplanation = 10;

/** Compiles a count of behaviours; only those the nested rule can see are looked at. */
export function compileMatch(
  match: Match,
  inner: CompiledNode<Behaviour>,
  reach: Reach,
): CompiledNode<SegmentationRecord> {
  const behavioursOf = behaviourReader(reach);
  const truthsOf = (behaviours: readonly Behaviour[], now: number) =>
    behaviours.map((behaviour) => inner.truth(behaviour, now));
  const truth = (record: SegmentationRecord, now: number) =>
    matchTruth(match, count(truthsOf(behavioursOf(record), now)));
  const flip = (record: SegmentationRecord, now: number) => {
    const behaviours = behavioursOf(record);
    const flips = behaviours.map((behaviour) => inner.flip(behaviour, now));
    return matchFlip(match, truthsOf(behaviours, now), flips);
  };
  const { mode, threshold } = match;
  return {
    timed: inner.timed,
    truth,
    flip: inner.timed ? flip : () => never,
    explain: (record, now) => ({
      kind: "match",
      field: behavioursField,
      mode,
      ...(countingModes.includes(mode) ? { threshold: threshold ?? 0 } : {}),
      truth: truth(record, now),
      ...flipsAt(flip(record, now)),
      counts: count(truthsOf(behavioursOf(record), now)),
      children: explainNewest(behavioursOf(record), inner, now),
    }),
  };
}

function behaviourReader({ names, others }: Reach) {
  return (record: SegmentationRecord): readonly Behaviour[] => {
    if (others !== reachNothing) return [...record.behaviours.values()].flat();
    const lists = [...names].flatMap(([name, reach]) =>
      reach === reachNothing ? [] : [record.behaviours.get(name) ?? []],
    );
    return lists.length === 1 ? (lists[0] ?? []) : lists.flat();
  };
}

function explainNewest(
  behaviours: readonly Behaviour[],
  inner: CompiledNode<Behaviour>,
  now: number,
): ElementExplanation[] {
  return behaviours
    .filter((behaviour) => inner.truth(behaviour, now) !== false)
    .toSorted((a, b) => b.at - a.at)
    .slice(0, longestExplanation)
    .map((behaviour) => ({
      kind: "behaviour",
      name: behaviour.name,
      at: behaviour.at,
      properties: behaviour.properties,
      truth: inner.truth(behaviour, now),
      ...flipsAt(inner.flip(behaviour, now)),
      children: [inner.explain(behaviour, now)],
    }));
}
