import {
  atLeastKey,
  belowKey,
  decidesBit,
  equalsKey,
  headerWords,
  keyWords,
  lengthShift,
  repeatsBit,
  tellShift,
  testedBit,
} from "./entry.ts";
import { EntryList } from "./entry-list.ts";
import { noTest, runWords } from "./leaf.ts";
import { dependsOnAbsence, highest, type Interval, type Literal, lowest } from "./literal.ts";
import { nextAfter } from "./next-number.ts";
import { type ProgramTest, programOf, rejected } from "./program.ts";
import { testWords, writeProgram } from "./program-words.ts";
import { type CodeSets, memoryOf, reachWords, writeReach } from "./reach-words.ts";
import type { Occurrence } from "./sensitivity.ts";
import type { Slot } from "./slot.ts";

/** Is no code. */
const noCode = -2;
const largestRun = runWords + headerWords + keyWords + 12 * testWords + reachWords;

/** The literals on one slot, by the values at which they flip. */
export class SlotPostings {
  /** By code: literals whose reach the code lies in. */
  readonly points: (EntryList | undefined)[] = [];
  /** By number: literals whose truth differs below it. */
  readonly bounds = new EntryList(true);
  /** Literals without bounds that tell missing values or other types from present ones. */
  readonly absence = new EntryList(false);

  pointsOf(code: number): EntryList {
    const known = this.points[code];
    if (known !== undefined) return known;
    while (this.points.length < code) this.points.push(undefined);
    const list = new EntryList(false);
    this.points[code] = list;
    return list;
  }
}

/** All literals of all segments, by slot. */
export class Postings {
  readonly #sets: CodeSets;
  readonly #bySlot: SlotPostings[] = [];
  readonly #scratch = memoryOf(largestRun);

  constructor(sets: CodeSets) {
    this.#sets = sets;
  }

  ofSlot(slot: number): SlotPostings | undefined {
    return this.#bySlot[slot];
  }

  add(segment: number, { literal, guard, decides }: Occurrence): void {
    while (this.#bySlot.length <= literal.slot.number) this.#bySlot.push(new SlotPostings());
    const tests = programOf(guard);
    const [first] = tests;
    const shared = first?.whereFalse === rejected ? first : undefined;
    const { words, numbers } = this.#scratch;
    if (shared === undefined) words.fill(0, 0, runWords).fill(noTest, 0, 1);
    else writeProgram([shared], this.#scratch, 0, this.#sets);
    const own = shared === undefined ? tests : withoutFirst(tests);
    for (const { list, key, isKeyed, tell, repeats } of this.#placesOf(literal)) {
      const head = headerWords + (isKeyed ? keyWords : 0);
      words[runWords] = segment;
      if (isKeyed) numbers[(runWords + headerWords) >> 1] = key;
      writeProgram(own, this.#scratch, runWords + head, this.#sets);
      const end = head + own.length * testWords;
      const told = tell ?? writeReach(literal.reach, this.#scratch, runWords + end, this.#sets);
      const length = end + (tell === undefined ? reachWords : 0);
      words[runWords + 1] =
        (length << lengthShift) |
        (own.length > 0 ? testedBit : 0) |
        (repeats ? repeatsBit : 0) |
        (decides ? decidesBit : 0) |
        (told << tellShift) |
        literal.holdsIn;
      words[1] = runWords + length;
      list.insert(this.#scratch);
    }
  }

  /** Removes what was added for a literal of this slot, reach and regions. */
  remove(segment: number, literal: Pick<Literal, "reach" | "holdsIn"> & { slot: Slot }): void {
    for (const { list, key } of this.#placesOf(literal)) list.remove(segment, key);
  }

  #placesOf(literal: Omit<Literal, "kind" | "insideShare">): EntryPlace[] {
    const { slot, reach } = literal;
    const postings = this.#bySlot[slot.number];
    if (postings === undefined) return [];
    if (slot.ordered && reach.kind === "interval" && !Number.isNaN(reach.low))
      return boundsOf(reach, postings.bounds);
    const codes = reach.kind === "codes" ? [...reach.codes] : [reach.low];
    const tell = codes.length > 1 ? undefined : equalsKey;
    const named = codes.filter((code) => code >= 0);
    const places = named.map((key, position) => {
      const repeats = position > 0;
      return { list: postings.pointsOf(key), key, isKeyed: false, tell, repeats };
    });
    if (!dependsOnAbsence(literal.holdsIn)) return places;
    const key = named.length === 0 ? noCode : Math.min(...named);
    return [...places, { list: postings.absence, key, isKeyed: true, tell, repeats: false }];
  }
}

/** The first test leads to the second, or else is the only one. */
function withoutFirst(tests: readonly ProgramTest[]): ProgramTest[] {
  const moved = (target: number) => (target >= rejected ? target : target - 1);
  return tests.slice(1).map(({ literal, whereTrue, whereFalse }) => ({
    literal,
    whereTrue: moved(whereTrue),
    whereFalse: moved(whereFalse),
  }));
}

interface EntryPlace {
  readonly list: EntryList;
  readonly key: number;
  /** Whether the key must be written out: elsewhere the list tells it. */
  readonly isKeyed: boolean;
  /** Undefined where the reach must be written out. */
  readonly tell: number | undefined;
  readonly repeats: boolean;
}

function boundsOf({ low, high }: Interval, list: EntryList): EntryPlace[] {
  const hasLow = low > lowest;
  const hasHigh = high < highest;
  const tellOf = (alone: number) => (hasLow && hasHigh ? undefined : alone);
  const lower = { list, key: low, isKeyed: true, tell: tellOf(atLeastKey), repeats: false };
  const upper = {
    list,
    key: nextAfter(high),
    isKeyed: true,
    tell: tellOf(belowKey),
    repeats: hasLow,
  };
  return [...(hasLow ? [lower] : []), ...(hasHigh ? [upper] : [])];
}
