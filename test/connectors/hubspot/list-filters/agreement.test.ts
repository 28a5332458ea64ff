import { describe, expect, it } from "vitest";
import { ruleFromFilterBranch } from "../../../../shared/connectors/hubspot/list-filters/rule-from-filter-branch.ts";
import { propertyTypeKey, valueOf } from "../../../../shared/connectors/hubspot/property-value.ts";
import { compileRule } from "../../../../shared/segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord, Value } from "../../../../shared/segmentation/record.ts";
import { Random, seedOf } from "../../../segmentation/random.ts";
import { listContext, propertyTypes } from "./filter-samples.ts";
import { PortalBranch, type PortalRecord, passes } from "./portal-oracle.ts";
import { RandomPortal } from "./random-list.ts";

const types = new Map<string, string>(Object.entries(propertyTypes));

function attributes(object: "contact" | "company", values: Readonly<Record<string, string>>) {
  return new Map(
    Object.entries(values).flatMap(([name, text]): [string, Value][] => {
      const value = valueOf(text, types.get(propertyTypeKey(object, name)));
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** The record as Muster keeps it once the portal has told of it. */
function known({ values, companies, events, lists }: PortalRecord): SegmentationRecord {
  return {
    id: "1",
    attributes: attributes("contact", values),
    behaviours: new Map([
      [
        "course_viewed",
        events.map(({ at, values: properties }) => ({ name: "course_viewed", at, properties })),
      ],
    ]),
    companies: companies.map((company, at) => ({
      id: String(at),
      attributes: attributes("company", company),
      behaviours: new Map(),
    })),
    segments: new Set(lists.map(() => "seg_gold")),
  };
}

/** Case and zone are made alike here; only whole days of instants are then not. */
const inexact = /same time of day/;

const lists = 1_500;
const recordsEach = 12;

describe.each(["UTC", "Europe/Berlin"])("a list's rule, days in %s", (zone) => {
  it("finds whom HubSpot's own logic finds, but where it says that it differs", () => {
    const random = new Random(seedOf(`list filters, ${zone}`));
    const outcomes = { agreed: 0, members: 0, untranslated: 0, inexact: 0 };
    for (let count = 0; count < lists; count += 1) {
      const now = Date.UTC(2026, 2, 27) + random.below(5 * 86_400_000);
      const portal = new RandomPortal(random, now, zone);
      const definition = portal.list();
      const context = listContext({ zone });
      const { rule, untranslated, differences } = ruleFromFilterBranch(definition, context);
      expect(rule === undefined, JSON.stringify(definition)).toBe(untranslated.length > 0);
      if (rule === undefined) {
        outcomes.untranslated += 1;
        continue;
      }
      if (differences.some(({ why }) => inexact.test(why))) {
        outcomes.inexact += 1;
        continue;
      }
      const asked = PortalBranch.parse(definition);
      const compiled = compileRule(rule, context.rules);
      for (const record of random.list(recordsEach, () => portal.record())) {
        const wanted = passes(asked, record, { now, zone });
        const found = compiled.evaluate(known(record), now) === true;
        expect(found, JSON.stringify({ now, definition, record, rule }, null, 1)).toBe(wanted);
        outcomes.agreed += 1;
        outcomes.members += wanted ? 1 : 0;
      }
    }
    console.log(`list filters, ${zone}:`, outcomes);
    expect(outcomes.agreed).toBeGreaterThan(lists * 2);
    expect(outcomes.members).toBeGreaterThan(outcomes.agreed / 10);
    expect(outcomes.members).toBeLessThan(outcomes.agreed * 0.9);
  });
});
