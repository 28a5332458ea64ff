import type { PriceTerms, ProgramOf } from "../contracts/program.ts";

type PriceRule = ProgramOf<"price">;

/** The terms of one product for one person, and which rules gave way. */
export interface PriceDecision {
  readonly product: string;
  readonly terms: PriceTerms;
  readonly programId: string;
  readonly program: string;
  readonly precedence: number;
  /** Why these terms, in a sentence. */
  readonly reason: string;
  readonly outranked: readonly Outranked[];
}

export type Outranked = Pick<PriceRule, "precedence" | "terms"> & {
  readonly programId: string;
  readonly program: string;
};

/**
 * Per product the rule of the highest precedence. Two rules of a product cannot be saved with
 * the same one; should two edits at once have made them so, the older rule counts.
 */
export function decidePrices(rules: readonly PriceRule[]): PriceDecision[] {
  const byProduct = Map.groupBy(rules, ({ product }) => product);
  return [...byProduct].flatMap(([product, matching]) => {
    const [winner, ...others] = matching.toSorted(byPrecedence);
    return winner === undefined ? [] : [decided(product, winner, others)];
  });
}

function byPrecedence(one: PriceRule, other: PriceRule): number {
  return (
    other.precedence - one.precedence ||
    one.createdAt - other.createdAt ||
    (one.id < other.id ? -1 : 1)
  );
}

function decided(product: string, winner: PriceRule, others: readonly PriceRule[]): PriceDecision {
  const { id: programId, name: program, precedence, terms } = winner;
  const outranked = others.map((each) => ({
    programId: each.id,
    program: each.name,
    precedence: each.precedence,
    terms: each.terms,
  }));
  const reason = reasonOf(winner, others);
  return { product, terms, programId, program, precedence, reason, outranked };
}

function reasonOf({ name, precedence }: PriceRule, [next]: readonly PriceRule[]): string {
  if (next === undefined) return `"${name}" is the only rule that applies.`;
  if (next.precedence === precedence)
    return `"${name}" and "${next.name}" have the same precedence, ${precedence}; "${name}" is the older one.`;
  return `"${name}" has precedence ${precedence}, before "${next.name}" with ${next.precedence}.`;
}
