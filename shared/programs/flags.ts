import type { Decision, Granted } from "./decide-grants.ts";

type FlagValue = boolean | number | Readonly<Record<string, number | string>>;

/**
 * A decision as OpenFeature names it: https://openfeature.dev/specification/types#evaluation-details.
 * What is not granted has no flag, so that a caller's own default counts and nobody learns of it.
 */
export interface Flag {
  readonly key: string;
  readonly value: FlagValue;
  readonly reason: "TARGETING_MATCH" | "SPLIT";
  readonly variant: string | undefined;
  readonly metadata: Readonly<Record<string, string | number>>;
}

/**
 * Keys are `{type}:{id}` of the portal's resource, `price:{product}`, `course:{course id}` and
 * `goal:{program id}`. What several programs grant is one flag, by the first of them.
 */
export function flagsOf({ grants, prices, courses, goals }: Decision): Flag[] {
  const flags = [
    ...grants.map((each) => flag(`${each.resource.type}:${each.resource.id}`, true, each)),
    ...prices.map(({ product, terms, programId, program, precedence, reason: explanation }) => ({
      key: `price:${product}`,
      value: { ...terms },
      reason: "TARGETING_MATCH" as const,
      variant: undefined,
      metadata: { programId, program, precedence, explanation },
    })),
    ...courses.map((each) => flag(`course:${each.courseId}`, true, each)),
    ...goals.map((each) => flag(`goal:${each.programId}`, each.target, each)),
  ];
  const first = new Map(flags.toReversed().map((each) => [each.key, each]));
  return [...first.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

function flag(key: string, value: FlagValue, { programId, program, variant }: Granted): Flag {
  const reason = variant === undefined ? "TARGETING_MATCH" : "SPLIT";
  return { key, value, reason, variant, metadata: { programId, program } };
}
