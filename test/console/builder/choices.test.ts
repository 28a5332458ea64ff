import { describe, expect, it } from "vitest";
import {
  type Attribute,
  attributeOf,
  type Catalogue,
} from "../../../console/builder/model/catalogue.ts";
import { fieldChoices, matchingChoices } from "../../../console/builder/model/field-choices.ts";
import { filledWords } from "../../../console/builder/model/field-words.ts";
import { listIdIn } from "../../../console/builder/model/list-id.ts";
import {
  operatorGroups,
  operatorLabel,
  shapeOf,
  startOf,
  withOperator,
} from "../../../console/builder/model/operator-choices.ts";
import { inWords } from "../../../console/builder/model/problem-words.ts";
import { ownerOf, remarksOf } from "../../../console/builder/model/remarks.ts";
import { durationOf, spanOf, spanUnits } from "../../../console/builder/model/span.ts";
import { storable } from "../../../console/builder/model/stored-draft.ts";
import { templatesFor } from "../../../console/builder/model/templates.ts";
import { operatorNamed, operatorNames } from "../../../shared/segmentation/language/operators.ts";
import { elementScope, rootScope } from "../../../shared/segmentation/language/scopes.ts";
import { parseRule } from "../../../shared/segmentation/parse/parse-rule.ts";
import { attributeTypes, type RuleContext } from "../../../shared/segmentation/record.ts";
import { parseDuration } from "../../../shared/segmentation/time/duration.ts";

const attribute = (name: string, more: Partial<Attribute> = {}): Attribute => ({
  object: "contact",
  name,
  label: name,
  type: "string",
  declared: undefined,
  fillRate: 1,
  source: "CRM",
  options: [],
  ...more,
});
const gold = { value: "Gold", label: "Gold" };
const catalogue: Catalogue = {
  attributes: [
    attribute("tier", { type: "enum", options: [gold] }),
    attribute("lifecycle_stage", { type: "enum", options: [gold] }),
    attribute("certified_at", { type: "date", label: "Certified on" }),
    attribute("seats", { type: "number", source: "Billing" }),
    attribute("tier", { object: "company", type: "enum", options: [gold] }),
  ],
  behaviours: [{ object: "contact", name: "course_page_viewed", count: 12 }],
  segments: [{ id: "seg_1", name: "Gold", object: "contact" }],
  profiles: { contact: 10, company: 2 },
};
const undeclared: RuleContext = {
  object: "contact",
  zone: "UTC",
  attributes: { contact: new Map(), company: new Map() },
};
const people = rootScope("contact");

describe("what a condition can be about", () => {
  const choices = fieldChoices(people, catalogue);

  it("is listed by the system it comes from, with how many have it", () => {
    const groups = Map.groupBy(choices, ({ group }) => group);
    expect([...groups.keys()]).toEqual(["Billing", "CRM", "What they did", "Who they belong to"]);
    expect(choices.find(({ key }) => key === "seats")?.note).toBe("100% filled");
    expect(fieldChoices(elementScope("behaviours", people), catalogue)).toHaveLength(2);
  });

  it("is found by its label and its name; else it may be a name that is not known yet", () => {
    expect(matchingChoices(choices, "certified on", people)[0]?.key).toBe("certified_at");
    expect(matchingChoices(choices, "course", people).map(({ key }) => key)).toEqual([
      "behaviours:course_page_viewed",
      "course",
    ]);
    const inActivity = elementScope("behaviours", people);
    const parts = fieldChoices(inActivity, catalogue);
    expect(matchingChoices(parts, "course", inActivity).at(-1)?.key).toBe("properties.course");
  });

  it("begins with a condition that the engine reads, but for what is to be chosen", () => {
    const unread = choices.flatMap(({ key, start }) => {
      const parsed = parseRule({ combinator: "and", rules: [start] }, undeclared);
      const isChosenFrom = Array.isArray(start.value) && start.value.length === 0;
      return parsed.ok || isChosenFrom ? [] : [key];
    });
    expect(unread).toEqual([]);
  });

  it("says a share as it is", () => {
    expect([0, 0.004, 0.355, 0.999, 1].map(filledWords)).toEqual([
      "0%",
      "under 1%",
      "36%",
      "over 99%",
      "100%",
    ]);
  });
});

describe("an attribute as it is edited", () => {
  const seen = (more: object) =>
    attributeOf(
      { object: "contact", name: "partnerTier", seen: {}, filled: 1, ...more },
      () => "CRM",
    );
  const described = (type: "date" | "number") => ({
    connection: "c",
    label: "Tier",
    property: "tier",
    type,
    options: [],
  });

  it("has the type declared, else the one described where the values that came can be that", () => {
    expect(seen({ type: "number", seen: { string: 3 } }).type).toBe("number");
    expect(seen({ seen: { string: 3 }, sources: [described("date")] }).type).toBe("date");
    // A number that comes as text compares as text until it is declared.
    expect(seen({ seen: { boolean: 3 }, sources: [described("number")] }).type).toBe("boolean");
    expect(seen({ seen: { number: 3, string: 1 } }).type).toBe("number");
  });

  it("is called as its system calls it, else by its name in words", () => {
    expect(seen({ seen: { string: 1 }, sources: [described("date")] }).label).toBe("Tier");
    expect(seen({}).label).toBe("Partner tier");
  });
});

describe("operators", () => {
  const everything = { hasPast: true, hasAnchors: true };

  it("are offered for a type only where the language has them for it", () => {
    for (const type of attributeTypes) {
      const offered = operatorGroups(type, everything).flatMap(({ items }) => items);
      const unfit = offered.filter(({ value }) => !operatorNamed(value)?.types.includes(type));
      expect(unfit, type).toEqual([]);
      expect(
        offered.some(({ value }) => value === startOf("x", type).operator),
        type,
      ).toBe(true);
    }
  });

  it("never read alike", () => {
    for (const type of attributeTypes) {
      const labels = operatorGroups(type, everything).flatMap(({ items }) =>
        items.map(({ label }) => label),
      );
      expect(new Set(labels).size, type).toBe(labels.length);
    }
    expect(operatorLabel("null")).toBe("has no value");
  });

  it("leave the value as it is where it can be read the same way, and start anew elsewhere", () => {
    const one = { field: "tier", operator: "=", value: "Gold", includeMissing: true };
    const to = (name: string) => withOperator(one, name, "enum", "2026-11-22");
    expect(to("!=")).toEqual({ ...one, operator: "!=" });
    expect(to("in")).toEqual({ ...one, operator: "in", value: ["Gold"] });
    expect(to("null")).toEqual({ field: "tier", operator: "null", value: null });
    const back = withOperator(to("in"), "=", "enum", "2026-11-22");
    expect(back).toEqual(one);
  });

  it("all have a form in which their value is edited", () => {
    const without = operatorNames.filter((name) => shapeOf(name) === "none");
    expect(without).toEqual(["null", "notNull"]);
  });
});

describe("a length of time", () => {
  it("is edited in one unit, and written as the engine reads it", () => {
    for (const unit of spanUnits) {
      const duration = durationOf({ amount: 12, unit });
      expect(parseDuration(duration), unit).toBeDefined();
      expect(spanOf(duration)).toEqual({ amount: 12, unit });
    }
    expect(spanOf("P1Y6M")).toBeUndefined();
    expect(spanOf("soon")).toBeUndefined();
  });
});

describe("what is said of a rule", () => {
  it("stands at the innermost condition that it is about", () => {
    expect(ownerOf("/rules/0/value/rules/1/operator")).toBe("/rules/0/value/rules/1");
    expect(ownerOf("/combinator")).toBe("");
    const problems = [{ pointer: "/rules/0/value", message: "Give one." }];
    const conditions = [{ pointer: "/rules/1", holds: 3, unknown: 1, keepsOut: 2 }];
    const remarks = remarksOf({ problems, findings: [], conditions });
    expect(remarks.get("/rules/0")?.problems).toEqual(["Give one."]);
    expect(remarks.get("/rules/1")?.count).toEqual({ holds: 3, unknown: 1, keepsOut: 2 });
  });

  it("is a request to choose while nothing is chosen, and the engine's word after that", () => {
    const rule = (value: unknown) => ({ rules: [{ field: "tier", operator: "in", value }] });
    const problem = { pointer: "/rules/0/value", message: "Give an array." };
    expect(inWords(problem, rule([])).message).toBe("Choose or type a value.");
    expect(inWords(problem, rule("Gold")).message).toBe("Give an array.");
  });
});

describe("a draft that is kept in the browser", () => {
  it("has no value that names somebody", () => {
    const login = { field: "name", operator: "=", value: "login" };
    const rules = [
      { field: "email", operator: "in", value: ["ann@acme.test"] },
      { field: "manager", operator: "=", value: "bob@acme.test" },
      { field: "lastname", operator: "=", value: "Smith" },
      { field: "tier", operator: "=", value: "Gold" },
      {
        field: "behaviours",
        operator: "=",
        match: { mode: "some" as const },
        value: { combinator: "and", rules: [login] },
      },
    ];
    const kept = storable({ object: "contact", at: 0, rule: { combinator: "and", rules } });
    const text = JSON.stringify(kept);
    for (const named of ["ann@", "bob@", "Smith"]) expect(text).not.toContain(named);
    for (const harmless of ["Gold", "login", "lastname"]) expect(text).toContain(harmless);
  });
});

describe("templates", () => {
  it("are those that the workspace can answer, in rules that the engine reads", () => {
    const templates = templatesFor("contact", catalogue);
    const titles = templates.map(({ title }) => title);
    expect(titles).toContain("By tier");
    expect(titles).toContain("At certain companies");
    expect(titles).not.toContain("By region");
    for (const { title, rule } of templates.filter((each) => !each.title.includes("without")))
      expect(parseRule(rule, undeclared).ok, title).toBe(true);
    expect(templatesFor("company", catalogue).map(({ title }) => title)).toEqual(["By tier"]);
  });
});

describe("the address of a list", () => {
  it.each([
    ["https://app.crm.test/contacts/481/objectLists/77/filters", "77"],
    ["https://app.crm.test/contacts/481/lists/78", "78"],
    ["https://x.test/lightning/o/Contact/list?filterName=00B5e", "00B5e"],
    [" 4711 ", "4711"],
  ])("%s is of %s", (address, id) => expect(listIdIn(address)).toBe(id));
});
