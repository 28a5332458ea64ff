import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeActiveList } from "../../infra/local/sandbox/active-list.ts";
import { openSandboxDatabase } from "../../infra/local/sandbox/database.ts";
import { Lists } from "../../infra/local/sandbox/lists.ts";
import { Records } from "../../infra/local/sandbox/records.ts";
import { importHubSpotList } from "../../shared/connectors/hubspot/import-list.ts";
import { operations } from "../../shared/connectors/hubspot/list-filters/operations.ts";
import { ruleFromFilterBranch } from "../../shared/connectors/hubspot/list-filters/rule-from-filter-branch.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import { listContext } from "../connectors/hubspot/list-filters/filter-samples.ts";
import { RandomPortal } from "../connectors/hubspot/list-filters/random-list.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import { sampleConnection } from "../connectors/samples.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import { DescribedApi } from "./described-api.ts";
import { PublishedFilters } from "./published-filters.ts";

const versions = ["2026-03", "2026-09"] as const;
const Members = z.record(z.string(), z.unknown());
const Filter = z.looseObject({
  operation: z.looseObject({ operationType: z.string().optional(), type: z.string().optional() }),
});

/** What a JSON pointer leads to; throws where it leads nowhere. */
function at(document: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce((place, step) => {
      const members = Members.parse({ ...Object(place) });
      if (!Object.hasOwn(members, step)) throw new Error(`${pointer} leads nowhere.`);
      return members[step];
    }, document);
}

describe.each(versions)("the published description of lists, %s", (version) => {
  const published = new PublishedFilters(`hubspot/lists.${version}.json`);

  it("names no kind of operation and no operator that is not known", () => {
    const known = [...published.operators()].map(([type]) => [
      type,
      operations.get(type)?.operators,
    ]);
    expect(known).toEqual(
      [...published.operators()].map(([type, operators]) => [
        type,
        expect.arrayContaining(operators),
      ]),
    );
    expect(known.length).toBeGreaterThanOrEqual(17);
  });

  it("describes definitions of which every part becomes a rule or is named", () => {
    const random = new Random(seedOf(`published list filters, ${version}`));
    let rules = 0;
    for (let count = 0; count < 1_000; count += 1) {
      const definition = published.branch(random);
      expect(published.objections(definition)).toEqual([]);
      const whole = ruleFromFilterBranch(definition, listContext());
      const part = ruleFromFilterBranch(definition, listContext({ partial: true }));
      for (const { path, why } of [...whole.untranslated, ...whole.differences]) {
        at(definition, path);
        expect(why).toMatch(/^["A-Z].*[.:]?.*\.$/);
      }
      expect(part.untranslated).toEqual(whole.untranslated);
      expect(whole.rule).toEqual(whole.untranslated.length === 0 ? part.rule : undefined);
      const accepted = part.rule === undefined || parseRule(part.rule, listContext().rules).ok;
      expect(accepted).toBe(true);
      rules += part.rule === undefined ? 0 : 1;
    }
    expect(rules).toBeGreaterThan(100);
  });

  it("describes no operation of which nothing can be said, but of two", () => {
    const random = new Random(seedOf(`published operations, ${version}`));
    const said = new Set<string>();
    // So many that each kind is drawn two thousand times: of ranges of times one in a hundred is a rule.
    for (let count = 0; count < 40_000; count += 1) {
      const filter = Filter.parse(published.propertyFilter(random));
      const definition = { filterBranchType: "AND", filters: [filter] };
      const { rule } = ruleFromFilterBranch(definition, listContext());
      const { operationType, type = "" } = filter.operation;
      if (rule !== undefined) said.add(operationType ?? type);
    }
    const silent = [...published.operators()].flatMap(([type, operators]) =>
      operators.length > 0 && !said.has(type) ? [type] : [],
    );
    expect(silent.toSorted()).toEqual(["COMPARATIVE_PROPERTY_UPDATED", "DATE"]);
  });

  it("fits the definitions that are tried elsewhere", () => {
    const random = new Random(seedOf(`tried list filters, ${version}`));
    const portal = new RandomPortal(random, Date.UTC(2026, 2, 27), "UTC");
    const nested = random.list(200, () => ({
      filterBranchType: "OR",
      filterBranchOperator: "OR",
      filters: [],
      filterBranches: [portal.list()],
    }));
    expect(nested.flatMap((definition) => published.objections(definition))).toEqual([]);
  });
});

describe("a list on the wire", () => {
  it("is asked for as described, and answered so by the sandbox", async () => {
    const database = openSandboxDatabase(":memory:");
    const lists = new Lists(database, new Records(database));
    makeActiveList(lists);
    const [made] = lists.all();
    if (made === undefined) throw new Error("There is no list.");
    const filterBranch = lists.filtersOf(made);
    expect(new PublishedFilters("hubspot/lists.2026-09.json").objections(filterBranch)).toEqual([]);

    const { id: listId, name, objectTypeId, processingType } = made;
    const shown = { listId, name, objectTypeId, processingType, listVersion: 1 };
    const list = { ...shown, processingStatus: "COMPLETE", filterBranch };
    await using server = await recordingServer(() => ({ status: 200, json: { list } }));
    process.env["HUBSPOT_API_URL"] = server.url;
    const tokens = { access: "a", refresh: "r", expiresAt: 0 };
    const connection = sampleConnection({ kind: "hubspot", tokens, propertyTypes });
    const rulesOf = () => listContext().rules;
    const imported = await importHubSpotList(connection, listId, { ...listContext(), rulesOf });
    expect(imported).toMatchObject({ name, object: "contact", untranslated: [], differences: [] });
    expect(imported.rule?.rules).toHaveLength(2);

    const api = await DescribedApi.read("hubspot/lists.2026-09.json", [
      "/crm/lists/2026-09/{listId}",
    ]);
    const [request] = server.requests;
    if (request === undefined) throw new Error("Nothing was asked.");
    const { method, path, headers } = request;
    const answer = { status: 200, responseBody: { list }, requestBody: undefined };
    expect(api.objections({ method, path, headers, ...answer })).toEqual([]);
    expect(path).toContain("includeFilters=true");
  });
});

const propertyTypes = { "contact.partner_tier": "enumeration", "contact.certified_at": "date" };

describe("a definition that HubSpot would never send", () => {
  const junk = [
    null,
    7,
    -1e300,
    "",
    "AND",
    "__proto__",
    [],
    [[]],
    {},
    { filterBranchType: "OR" },
    true,
  ];

  /** The same with some of its parts replaced, doubled or renamed. */
  function spoilt(value: unknown, random: Random): unknown {
    if (random.chance(0.03)) return random.pick(junk);
    if (Array.isArray(value)) return value.map((each) => spoilt(each, random));
    if (typeof value !== "object" || value === null) return value;
    const members = Object.entries(value).map(([name, member]) => [
      random.chance(0.01) ? random.pick(["__proto__", "constructor", "filters"]) : name,
      spoilt(member, random),
    ]);
    return Object.fromEntries(members);
  }

  it("is taken apart all the same, and never becomes a rule unnoticed", () => {
    const random = new Random(seedOf("spoilt list filters"));
    const published = new PublishedFilters("hubspot/lists.2026-09.json");
    for (let count = 0; count < 2_000; count += 1) {
      const definition = JSON.parse(JSON.stringify(spoilt(published.branch(random), random)));
      const { rule, untranslated } = ruleFromFilterBranch(definition, listContext());
      expect(rule === undefined, JSON.stringify(definition)).toBe(untranslated.length > 0);
    }
  });

  it("names no prototype", () => {
    const filter = (property: string) => ({
      filterType: "PROPERTY",
      property,
      operation: { operationType: "ALL_PROPERTY", operator: "IS_KNOWN" },
    });
    const filters = ["__proto__", "constructor", "toString", "company"].map(filter);
    const { rule } = ruleFromFilterBranch({ filterBranchType: "AND", filters }, listContext());
    expect(rule?.rules.map((each) => each["field"])).toEqual([
      "hubspot___proto__",
      "hubspot_constructor",
      "toString",
      "hubspot_company",
    ]);
    const polluting: unknown = JSON.parse(
      '{"filterBranchType": "AND", "__proto__": {"filters": []}}',
    );
    expect(ruleFromFilterBranch(polluting, listContext()).rule).toBeUndefined();
  });

  it("is read up to a thousand filters", () => {
    const filters = Array.from({ length: 20_000 }, () => ({ filterType: "CTA" }));
    const { untranslated } = ruleFromFilterBranch(
      { filterBranchType: "AND", filters },
      listContext(),
    );
    expect(untranslated).toHaveLength(1_001);
    expect(untranslated.at(-1)).toMatchObject({ path: "", what: "19000 more filters" });
  });
});
