import { ScimProblem } from "./scim-failure.ts";

/** `attribute eq "value"`; the attribute without its schema's name, in lower case. */
export interface Comparison {
  readonly attribute: string;
  readonly value: string;
}

const longest = 1_000;
const comparison = /^([A-Za-z][\w.:$-]*) +([A-Za-z]{2}) +("(?:[^"\\]|\\.)*")(?: +and +(?=\S)|$)/i;

/**
 * A filter of RFC 7644 §3.4.2.2 as far as directories use it: comparisons for equality, joined by
 * `and`. Throws `invalidFilter` for all else, so that nobody takes a wider answer for theirs.
 */
export function readFilter(filter: string | undefined): Comparison[] {
  if (filter === undefined) return [];
  const found: Comparison[] = [];
  let rest = filter.trim();
  if (rest.length > longest) throw unreadable();
  while (rest !== "") {
    const [whole, attribute, operator, value] = comparison.exec(rest) ?? [];
    if (whole === undefined || attribute === undefined || value === undefined) throw unreadable();
    if (operator?.toLowerCase() !== "eq") throw unreadable();
    found.push({ attribute: plain(attribute), value: textOf(value) });
    rest = rest.slice(whole.length);
  }
  if (found.length === 0) throw unreadable();
  return found;
}

/** Throws `invalidFilter` naming what there is. */
export function unknownAttribute({ attribute }: Comparison, known: readonly string[]): ScimProblem {
  return new ScimProblem(
    "invalidFilter",
    `Nothing can be found by "${attribute}" here: filter by ${known.join(", ")}.`,
  );
}

function unreadable(): ScimProblem {
  return new ScimProblem(
    "invalidFilter",
    'Filters are comparisons such as displayName eq "Gold partners", joined by and.',
  );
}

function plain(attribute: string): string {
  return attribute.replace(/^urn:.*:/i, "").toLowerCase();
}

function textOf(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    throw unreadable();
  }
}
