import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { Happening, Value } from "./sources/truth.ts";

/** What the reference model knows of somebody at an instant. */
export interface Person {
  readonly values: ReadonlyMap<string, Value>;
  readonly behaviours: readonly Happening[];
  /** The values of each company that is there and associated. */
  readonly companies: readonly ReadonlyMap<string, Value>[];
}

/** A rule in Muster's words, and the same once more in plain code. */
export interface Population {
  readonly name: string;
  readonly rule: RuleGroup;
  /** The segment it reads, if any. */
  readonly reads?: string;
  readonly holds: (person: Person, now: number, isIn: (segment: string) => boolean) => boolean;
}

const minutes = (count: number): number => count * 60_000;

function all(...rules: readonly object[]): RuleGroup {
  const group: RuleGroup = JSON.parse(JSON.stringify({ combinator: "and", rules }));
  return group;
}

const views = (name: string, course: string, window: string): object => ({
  combinator: "and",
  rules: [
    { field: "name", operator: "=", value: name },
    { field: "at", operator: "inLast", value: window },
    { field: "properties.course", operator: "=", value: course },
  ],
});

function isWithin(instant: Value | undefined, now: number, span: number): boolean {
  if (typeof instant !== "string") return false;
  const at = Date.parse(instant);
  return at > now - span && at <= now;
}

/** Populations that hang on values, on time, on behaviours, on companies. */
export const populations: readonly Population[] = [
  {
    name: "gold",
    rule: all({ field: "tier", operator: "=", value: "Gold" }),
    holds: ({ values }) => values.get("tier") === "Gold",
  },
  {
    name: "scored, not bronze",
    rule: all(
      { field: "score", operator: ">=", value: 50 },
      { field: "tier", operator: "!=", value: "Bronze" },
    ),
    holds: ({ values }) => {
      const [score, tier] = [values.get("score"), values.get("tier")];
      return typeof score === "number" && score >= 50 && isText(tier) && tier !== "Bronze";
    },
  },
  {
    name: "certified lately",
    rule: all({ field: "certifiedAt", operator: "inLast", value: "PT10M" }),
    holds: ({ values }, now) => isWithin(values.get("certifiedAt"), now, minutes(10)),
  },
  {
    name: "certified, but not lately",
    rule: all({ field: "certifiedAt", operator: "notInLast", value: "PT15M" }),
    holds: ({ values }, now) =>
      isText(values.get("certifiedAt")) && !isWithin(values.get("certifiedAt"), now, minutes(15)),
  },
  {
    name: "without a country",
    rule: all({ field: "country", operator: "null" }),
    holds: ({ values }) => values.get("country") === undefined,
  },
  {
    name: "viewed a course twice",
    rule: all({
      field: "behaviours",
      operator: "",
      match: { mode: "atLeast", threshold: 2 },
      value: views("viewed", "c-1", "PT20M"),
    }),
    holds: ({ behaviours }, now) =>
      behaviours.filter(
        (each) =>
          each.name === "viewed" && each.course === "c-1" && isRecent(each.at, now, minutes(20)),
      ).length >= 2,
  },
  {
    name: "not viewed lately",
    rule: all(
      {
        field: "behaviours",
        operator: "",
        match: { mode: "none" },
        value: views("viewed", "c-2", "PT5M"),
      },
      { field: "tier", operator: "in", value: ["Gold", "Silver"] },
    ),
    holds: ({ behaviours, values }, now) =>
      ["Gold", "Silver"].includes(String(values.get("tier"))) &&
      !behaviours.some(
        (each) =>
          each.name === "viewed" && each.course === "c-2" && isRecent(each.at, now, minutes(5)),
      ),
  },
  {
    name: "of a gold company",
    rule: all({
      field: "company",
      operator: "",
      match: { mode: "some" },
      value: all({ field: "tier", operator: "=", value: "Gold" }),
    }),
    holds: ({ companies }) => companies.some((company) => company.get("tier") === "Gold"),
  },
];

/** A population that reads another segment. */
export function membersOf(segmentId: string, name: string): Population {
  return {
    name: `in ${name}`,
    reads: segmentId,
    rule: all(
      { field: "segment", operator: "in", value: [segmentId] },
      { field: "score", operator: "<", value: 70 },
    ),
    holds: ({ values }, _now, isIn) => {
      const score = values.get("score");
      return isIn(segmentId) && typeof score === "number" && score < 70;
    },
  };
}

function isText(value: Value | undefined): boolean {
  return typeof value === "string";
}

function isRecent(at: number, now: number, span: number): boolean {
  return at > now - span && at <= now;
}
