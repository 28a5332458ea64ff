import type { Random } from "../../../segmentation/random.ts";
import {
  branch,
  companies,
  dated,
  events,
  lastMoment,
  moving,
  point,
  property,
  range,
} from "./filter-samples.ts";
import type { PortalRecord } from "./portal-oracle.ts";

export const words = ["ab", "abc", "bc", "c 1", ""] as const;
const tiers = ["Gold", "Silver", "Bronze"] as const;
const zones = ["UTC", "Europe/Berlin", "America/New_York"] as const;

/** Random lists and records around one instant, so that their dates meet. */
export class RandomPortal {
  readonly #random: Random;
  readonly #now: number;
  readonly #zone: string;

  constructor(random: Random, now: number, zone: string) {
    this.#random = random;
    this.#now = now;
    this.#zone = zone;
  }

  /** Of one filter half the time, so that nothing beside it hides what it does. */
  list(): object {
    if (this.#random.chance(0.5))
      return branch(this.#random.pick(["AND", "NOT_ANY"]), [this.#filter()]);
    return branch(
      "OR",
      [],
      this.#some(3, () => this.#group(2)),
    );
  }

  record(): PortalRecord {
    const random = this.#random;
    return {
      values: this.#values({
        name: () => random.pick(words.filter((word) => word !== "")),
        score: () => String(random.below(4)),
        vip: () => String(random.chance(0.5)),
        day: () => this.#instant().slice(0, 10),
        other_day: () => this.#instant().slice(0, 10),
        time: () => this.#instant(),
        tier: () => random.pick(tiers),
        modules: () => [...new Set(this.#some(3, () => random.pick(tiers)))].join(";"),
      }),
      companies: random.list(random.below(3), () =>
        this.#values({
          name: () => random.pick(["ab", "bc"]),
          seats: () => String(random.below(4)),
        }),
      ),
      events: random.list(random.below(4), () => ({
        at: this.#now - random.below(10 * 86_400_000),
        values: this.#values({ course: () => random.pick(["ab", "abc"]) }),
      })),
      lists: random.chance(0.5) ? ["42"] : [],
    };
  }

  #values(makers: Readonly<Record<string, () => string>>): Readonly<Record<string, string>> {
    const present = Object.entries(makers).filter(() => this.#random.chance(0.75));
    return Object.fromEntries(present.map(([name, make]) => [name, make()]));
  }

  #some<T>(most: number, make: () => T): T[] {
    return this.#random.list(1 + this.#random.below(most), make);
  }

  #instant(): string {
    const day = 86_400_000;
    const off = (this.#random.below(9) - 4) * day * this.#random.pick([1, 1, 1, 9]);
    const within = this.#random.chance(0.3) ? 0 : this.#random.below(day);
    return new Date(Math.floor(this.#now / day) * day + off + within).toISOString();
  }

  #group(depth: number): object {
    const random = this.#random;
    const type = random.pick(["AND", "AND", "OR", "NOT_ALL", "NOT_ANY"]);
    const inner = depth === 0 ? [] : random.list(random.below(2), () => this.#inner(depth));
    return branch(
      type,
      this.#some(2, () => this.#filter()),
      inner,
    );
  }

  #inner(depth: number): object {
    const random = this.#random;
    const kind = random.below(3);
    if (kind === 0) return this.#group(depth - 1);
    if (kind === 1)
      return companies(random.pick(["IN_LIST", "NOT_IN_LIST"]), [
        this.#choose([
          ["name", this.#text()],
          ["seats", this.#number()],
        ]),
      ]);
    const count = {
      type: "NUM_OCCURRENCES",
      minOccurrences: random.below(3),
      maxOccurrences: 2 + random.below(2),
    };
    const time = {
      type: "RELATIVE_COMPARATIVE",
      comparison: "AFTER",
      timeOffset: { amount: 1 + random.below(5), timeUnit: "DAYS", offsetDirection: "PAST" },
    };
    return events(
      random.pick(["HAS_COMPLETED", "HAS_NOT_COMPLETED"]),
      random.chance(0.5) ? [this.#choose([["course", this.#text()]])] : [],
      random.pick([{}, { coalescingRefineBy: count }, { pruningRefineBy: time }]),
    );
  }

  #filter(): object {
    if (this.#random.chance(0.1))
      return {
        filterType: "IN_LIST",
        listId: "42",
        operator: this.#random.pick(["IN_LIST", "NOT_IN_LIST"]),
      };
    if (this.#random.chance(0.04))
      return { filterType: "CONSTANT", shouldAccept: this.#random.chance(0.5) };
    return this.#choose([
      ["name", this.#text()],
      ["score", this.#number()],
      [
        "score",
        {
          operationType: "NUMBER_RANGED",
          lowerBound: 1,
          upperBound: 2,
          operator: this.#random.pick(["IS_BETWEEN", "IS_NOT_BETWEEN"]),
        },
      ],
      [
        "vip",
        {
          operationType: "BOOL",
          value: true,
          operator: this.#random.pick(["IS_EQUAL_TO", "IS_NOT_EQUAL_TO"]),
        },
      ],
      ["tier", this.#choice()],
      ["modules", this.#choice()],
      ["day", this.#time()],
      ["time", this.#time()],
      [
        "day",
        {
          operationType: "COMPARATIVE_DATE",
          comparisonPropertyName: "other_day",
          operator: this.#random.pick(["IS_BEFORE", "IS_AFTER"]),
        },
      ],
      [
        "time",
        { operationType: "ALL_PROPERTY", operator: this.#random.pick(["IS_KNOWN", "IS_UNKNOWN"]) },
      ],
    ]);
  }

  #choose(operations: readonly (readonly [string, object])[]): object {
    const [name, operation] = this.#random.pick(operations);
    const asksPresence = "operationType" in operation && operation.operationType === "ALL_PROPERTY";
    return property(name, operation, !asksPresence && this.#random.chance(0.3));
  }

  #text(): object {
    const operator = this.#random.pick([
      "IS_EQUAL_TO",
      "IS_NOT_EQUAL_TO",
      "CONTAINS",
      "DOES_NOT_CONTAIN",
      "STARTS_WITH",
      "ENDS_WITH",
    ]);
    return this.#random.chance(0.5)
      ? { operationType: "STRING", operator, value: this.#random.pick(words) }
      : {
          operationType: "MULTISTRING",
          operator,
          values: this.#some(2, () => this.#random.pick(words)),
        };
  }

  #number(): object {
    const operator = this.#random.pick([
      "IS_EQUAL_TO",
      "IS_NOT_EQUAL_TO",
      "IS_GREATER_THAN",
      "IS_GREATER_THAN_OR_EQUAL_TO",
      "IS_LESS_THAN",
      "IS_LESS_THAN_OR_EQUAL_TO",
    ]);
    return { operationType: "NUMBER", operator, value: this.#random.below(4) };
  }

  #choice(): object {
    const operator = this.#random.pick([
      "IS_ANY_OF",
      "IS_NONE_OF",
      "IS_EXACTLY",
      "IS_NOT_EXACTLY",
      "CONTAINS_ALL",
      "DOES_NOT_CONTAIN_ALL",
    ]);
    return {
      operationType: "ENUMERATION",
      operator,
      values: this.#some(2, () => this.#random.pick(tiers)),
    };
  }

  #time(): object {
    const random = this.#random;
    if (random.chance(0.2))
      return {
        operationType: "CALENDAR_DATE",
        operator: random.pick([
          "IN_THIS_TIME_UNIT",
          "IN_THIS_TIME_UNIT_SO_FAR",
          "IN_NEXT_TIME_UNIT",
          "IN_LAST_TIME_UNIT",
        ]),
        timeUnit: random.pick(["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]),
      };
    const ends = () => random.pick(["INCLUSIVE", "EXCLUSIVE"]);
    if (random.chance(0.5))
      return point(random.pick(["IS_BEFORE", "IS_AFTER"]), this.#point(), {
        endpointBehavior: ends(),
      });
    return range(random.pick(["IS_BETWEEN", "IS_NOT_BETWEEN"]), this.#point(), this.#point(), {
      lowerBoundEndpointBehavior: ends(),
      upperBoundEndpointBehavior: ends(),
    });
  }

  #point(): object {
    const random = this.#random;
    const day = new Date(this.#now + (random.below(7) - 3) * 86_400_000);
    const time = random.pick([{ hour: 0, minute: 0, second: 0, millisecond: 0 }, lastMoment]);
    if (random.chance(0.4))
      return dated(
        day.getUTCFullYear(),
        day.getUTCMonth() + 1,
        day.getUTCDate(),
        random.pick(zones),
        time,
      );
    const offset = random.pick([
      { days: random.below(9) - 4 },
      { days: random.below(9) - 4 },
      { weeks: -1 },
      { months: -1 },
      { months: 1 },
      {},
    ]);
    return moving(random.pick(["NOW", "TODAY"]), offset, this.#zone);
  }
}
