/** How sure it is that two values mean the same, from 0 to 1, and by what. */
export interface Likeness {
  readonly confidence: number;
  readonly because: "case, spaces or signs" | "a slip of the pen" | "an abbreviation";
}

interface Written {
  readonly key: string;
  readonly total: number;
}

/** What spellings share that differ in case, spaces and signs only: "e-Mail " and "E Mail". */
export function spellingKey(value: string): string {
  return value
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}+#%&$€£<>=]+/gu, " ")
    .trim();
}

/** Whether the rarer of two values is the other one written differently; `all` are the keys there are. */
export function likeness(
  rarer: Written,
  frequent: Written,
  all: readonly string[],
): Likeness | undefined {
  if (isSlip(rarer, frequent)) {
    // Two values that are both in common use are rather two values.
    const confidence = rarer.total * 4 <= frequent.total ? 0.8 : 0.6;
    return { confidence, because: "a slip of the pen" };
  }
  const abbreviated = [rarer.key, frequent.key].toSorted((one, two) => one.length - two.length);
  const [short = "", long = ""] = abbreviated;
  if (!isAbbreviation(short, long)) return undefined;
  const isAmbiguous = all.some((each) => isAbbreviation(short, each) && !isSameWord(each, long));
  return isAmbiguous ? undefined : { confidence: 0.6, because: "an abbreviation" };
}

function isSameWord(one: string, other: string): boolean {
  return one === other || isSlip({ key: one, total: 0 }, { key: other, total: 1 });
}

/** What is longer is told by somebody, not chosen from a few values. */
const longestWritten = 80;
const opposites = ["un", "in", "im", "ir", "non", "non ", "not ", "dis", "de", "off", "ex", "pre"];

/** Digits and single letters tell values apart ("Tier 1", "Plan B"), and so does a prefix that denies. */
function isSlip({ key: one, total }: Written, { key: other, total: most }: Written): boolean {
  const shorter = Math.min(one.length, other.length);
  const allowed = shorter >= 10 && total * 10 <= most ? 2 : shorter >= 5 ? 1 : 0;
  if (allowed === 0 || Math.abs(one.length - other.length) > allowed) return false;
  if (shorter > longestWritten || marksOf(one) !== marksOf(other)) return false;
  if (opposites.some((prefix) => one === prefix + other || other === prefix + one)) return false;
  const [rest, others] = withoutCommonEnds(one, other);
  return distanceUpTo(allowed, rest, others) <= allowed;
}

/** All that is neither a letter nor part of a longer word. */
function marksOf(key: string): string {
  const words = key.split(" ").filter((word) => word.length <= 2);
  return [...words, key.replaceAll(/[\p{L}\s]/gu, "")].join(" ");
}

const longestAbbreviation = 4;

/** "ENT" of "Enterprise", "PS" of "Professional Services"; not "EMEA" of "EMEA North". */
function isAbbreviation(short: string, long: string): boolean {
  if (short.length < 2 || short.length > longestAbbreviation || !/^\p{L}+$/u.test(short))
    return false;
  const initials = long.split(" ").map((word) => word.slice(0, 1));
  if (initials.length > 1) return initials.join("") === short;
  return long.length >= short.length * 2 && long.startsWith(short);
}

function withoutCommonEnds(one: string, other: string): [string, string] {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return [one.slice(start, one.length - end), other.slice(start, other.length - end)];
}

/** Edits of one letter, a swap of neighbours among them; more than `most` is said to be `most + 1`. */
function distanceUpTo(most: number, one: string, other: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const same = one[row - 1] === other[at - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      line.push(
        Math.min(
          (above[at] ?? 0) + 1,
          (line[at - 1] ?? 0) + 1,
          (above[at - 1] ?? 0) + same,
          swapped ? (before[at - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    if (Math.min(...line) > most) return most + 1;
    [before, above] = [above, line];
  }
  return above[other.length] ?? most + 1;
}
