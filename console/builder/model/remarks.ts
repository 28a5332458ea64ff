import type { RuleProblem } from "../../../shared/segmentation/parse/rule-problem.ts";
import type { Schemas } from "../../api/client.ts";

type Finding = Schemas["Finding"];
/** What one condition does to whom the rule finds. */
export interface ConditionCount {
  readonly holds: number;
  readonly unknown: number;
  readonly keepsOut: number;
}

/** What is to be said at one condition. */
interface Remark {
  readonly problems: readonly string[];
  readonly findings: readonly Finding[];
  readonly count: ConditionCount | undefined;
}

/** By the pointer to the condition; what is about the whole rule by "". */
export type Remarks = ReadonlyMap<string, Remark>;

interface Said {
  readonly problems: readonly RuleProblem[];
  readonly findings: readonly Finding[];
  readonly conditions: readonly (ConditionCount & { readonly pointer: string })[];
}

export function remarksOf({ problems, findings, conditions }: Said): Remarks {
  const problemsAt = Map.groupBy(problems, ({ pointer }) => ownerOf(pointer));
  const findingsAt = Map.groupBy(findings, ({ pointer = "" }) => ownerOf(pointer));
  const counts = new Map(conditions.map(({ pointer, ...count }) => [pointer, count]));
  const places = new Set([...problemsAt.keys(), ...findingsAt.keys(), ...counts.keys()]);
  return new Map(
    [...places].map((place) => [
      place,
      {
        problems: [...new Set((problemsAt.get(place) ?? []).map(({ message }) => message))],
        findings: findingsAt.get(place) ?? [],
        count: counts.get(place),
      },
    ]),
  );
}

/** The innermost condition or group that a pointer is about; "" is the rule itself. */
export function ownerOf(pointer: string): string {
  return /^.*\/rules\/\d+/.exec(pointer)?.[0] ?? "";
}

const unremarked: Remark = { problems: [], findings: [], count: undefined };

export function remarkAt(remarks: Remarks, pointer: string): Remark {
  return remarks.get(pointer) ?? unremarked;
}
