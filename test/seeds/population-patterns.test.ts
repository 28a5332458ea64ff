import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advancePrograms } from "../../shared/flow/advance-programs.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { Client } from "../api/client.ts";
import { crm, did, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const dayMs = 86_400_000;
type Values = Parameters<typeof set>[1];

/** A workspace whose people are told of by a CRM; each program shows one page to whom it is for. */
class Academy {
  readonly here: World;
  readonly client: Client;
  #minute = 0;

  private constructor(here: World, client: Client) {
    this.here = here;
    this.client = client;
  }

  static async of(name: string): Promise<Academy> {
    const here = world(name);
    return new Academy(here, await Client.of(here));
  }

  async says(people: Readonly<Record<string, Values>>): Promise<void> {
    this.#minute += 1;
    const changes = Object.entries(people).map(([id, values]) => set(id, values, this.#minute));
    await this.here.apply(crm.says(...changes));
    await this.here.settle();
  }

  /** A page for whom the rule describes; `until` ends the program. */
  async page(page: string, rule: RuleGroup, until?: string): Promise<void> {
    const { id } = await this.here.segment({ name: page, rule });
    const body = { name: page, owner: "Ann", include: [id], ...(until ? { until } : {}) };
    const resource = { type: "portal-page", id: page };
    const made = await this.client.post("/api/v1/programs", { ...body, kind: "grant", resource });
    if (made.status !== 201) throw new Error(made.json.detail);
  }

  async sees(person: string): Promise<string[]> {
    const { id } = (await this.client.get(`/api/v1/profiles?key=crm:${person}`)).json;
    const { grants } = (await this.client.get(`/api/v1/profiles/${id}/grants`)).json;
    return grants.map((each) => each.id).sort();
  }

  daysAgo(days: number): string {
    return new Date(this.here.now - days * dayMs).toISOString();
  }

  async passes(days: number): Promise<void> {
    await this.here.travel(this.here.now + days * dayMs);
    await advancePrograms(this.here.context);
    await this.here.settle();
  }
}

const all = (...rules: RuleGroup["rules"]): RuleGroup => ({ combinator: "and", rules });
const is = (field: string, operator: string, value: unknown) => ({ field, operator, value });

describe("population patterns", () => {
  it("Tier-based segments: a partner who rises a tier is in the other program at once", async () => {
    const academy = await Academy.of("tier");
    await academy.says({ ann: { tier: "Tier 2" } });
    await academy.page("tier-1", where("tier", "=", "Tier 1"));
    await academy.page("tier-2", where("tier", "=", "Tier 2"));
    expect(await academy.sees("ann")).toEqual(["tier-2"]);
    await academy.says({ ann: { tier: "Tier 1" } });
    expect(await academy.sees("ann")).toEqual(["tier-1"]);
  });

  it("Lifecycle-stage segments: each stage has what it needs, and nobody two", async () => {
    const academy = await Academy.of("stage");
    await academy.says({ ann: { stage: "Onboarding" } });
    for (const stage of ["Onboarding", "Adoption", "Renewal"])
      await academy.page(stage, where("stage", "=", stage));
    for (const stage of ["Onboarding", "Adoption", "Renewal"]) {
      await academy.says({ ann: { stage } });
      expect(await academy.sees("ann")).toEqual([stage]);
    }
  });

  it("Certification-status segments: active, expiring within 30 days, lapsed, by time alone", async () => {
    const academy = await Academy.of("certification");
    await academy.says({ ann: { certifiedAt: academy.daysAgo(300) } });
    const active = is("certifiedAt", "inLast", "P365D");
    await academy.page("active", all(active));
    await academy.page("expiring", all(active, is("certifiedAt", "notInLast", "P335D")));
    await academy.page("lapsed", all(is("certifiedAt", "notInLast", "P365D")));
    expect(await academy.sees("ann")).toEqual(["active"]);
    await academy.passes(36);
    expect(await academy.sees("ann")).toEqual(["active", "expiring"]);
    await academy.passes(30);
    expect(await academy.sees("ann")).toEqual(["lapsed"]);
  });

  it("Recently-changed segments: hires of the last 30 days, and not one day longer", async () => {
    const academy = await Academy.of("recent");
    await academy.says({
      ann: { hiredAt: academy.daysAgo(10) },
      bo: { hiredAt: academy.daysAgo(40) },
    });
    await academy.page("welcome", where("hiredAt", "inLast", "P30D"));
    expect(await academy.sees("ann")).toEqual(["welcome"]);
    expect(await academy.sees("bo")).toEqual([]);
    await academy.passes(20);
    expect(await academy.sees("ann")).toEqual([]);
  });

  it("Compliance-required segments: a regulated role in a regulated place", async () => {
    const academy = await Academy.of("compliance");
    const rule = all(is("role", "in", ["Trader", "Broker"]), is("country", "in", ["DE", "FR"]));
    await academy.says({
      ann: { role: "Trader", country: "DE" },
      bo: { role: "Trader", country: "US" },
      cy: { role: "Cook", country: "FR" },
    });
    await academy.page("annual-training", rule);
    expect(await academy.sees("ann")).toEqual(["annual-training"]);
    expect([...(await academy.sees("bo")), ...(await academy.sees("cy"))]).toEqual([]);
  });

  it("Geographic and regulatory segments: who moves sees the rules of the other place", async () => {
    const academy = await Academy.of("geography");
    await academy.says({ ann: { region: "EMEA" } });
    await academy.page("gdpr", where("region", "=", "EMEA"));
    await academy.page("ccpa", where("region", "=", "California"));
    expect(await academy.sees("ann")).toEqual(["gdpr"]);
    await academy.says({ ann: { region: "California" } });
    expect(await academy.sees("ann")).toEqual(["ccpa"]);
  });

  it("Cohort segments: live for the duration of a program and then retire", async () => {
    const academy = await Academy.of("cohort");
    await academy.says({ ann: { cohort: "Q4 launch" } });
    await academy.page("launch", where("cohort", "=", "Q4 launch"), academy.daysAgo(-30));
    expect(await academy.sees("ann")).toEqual(["launch"]);
    await academy.passes(30);
    expect(await academy.sees("ann")).toEqual([]);
  });

  it("Persona and role segments: by the job, wherever in the organisation", async () => {
    const academy = await Academy.of("persona");
    const operator = where("persona", "=", "Franchisee operator");
    await academy.says({
      ann: { persona: "Franchisee operator", department: "North" },
      bo: { persona: "Franchisee operator", department: "South" },
      cy: { persona: "Customer admin", department: "North" },
    });
    await academy.page("operations", operator);
    for (const person of ["ann", "bo"]) expect(await academy.sees(person)).toEqual(["operations"]);
    expect(await academy.sees("cy")).toEqual([]);
  });

  it("Risk and behavior segments: no activity in 60 days, until they come back", async () => {
    const academy = await Academy.of("risk");
    const quiet = {
      field: "behaviours",
      operator: "",
      match: { mode: "none" },
      value: all(is("name", "=", "logged_in"), is("at", "inLast", "P60D")),
    } as const;
    await academy.says({ ann: { learner: true } });
    await academy.here.apply(crm.says(did("ann", "logged_in", academy.here.now - 50 * dayMs)));
    await academy.page("we-miss-you", all(is("learner", "=", true), quiet));
    expect(await academy.sees("ann")).toEqual([]);
    await academy.passes(10);
    expect(await academy.sees("ann")).toEqual(["we-miss-you"]);
    await academy.here.apply(crm.says(did("ann", "logged_in", academy.here.now)));
    expect(await academy.sees("ann")).toEqual([]);
  });

  it("Internal segments: new hires by department, managers with direct reports", async () => {
    const academy = await Academy.of("internal");
    await academy.says({
      ann: { department: "Sales", hiredAt: academy.daysAgo(3), directReports: 0 },
      bo: { department: "Legal", hiredAt: academy.daysAgo(3), directReports: 4 },
    });
    const newInSales = all(is("department", "=", "Sales"), is("hiredAt", "inLast", "P30D"));
    await academy.page("sales-onboarding", newInSales);
    await academy.page("leading-people", where("directReports", ">", 0));
    expect(await academy.sees("ann")).toEqual(["sales-onboarding"]);
    expect(await academy.sees("bo")).toEqual(["leading-people"]);
  });
});

describe("anti-patterns", () => {
  it("Treating segments as throwaway: one segment drives many programs, and says which", async () => {
    const academy = await Academy.of("reused");
    await academy.says({ ann: { tier: "Gold" } });
    const { id } = await academy.here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const program = { owner: "Ann", include: [id] };
    const resource = { type: "dashboard", id: "gold" };
    const price = { product: "seat", terms: { discountPercent: 5 }, precedence: 1 };
    for (const effect of [
      { name: "Dashboard", kind: "grant", resource },
      { name: "Price", kind: "price", ...price },
      { name: "Certificate", kind: "certificate", certificate: "Gold", onExit: "keep" },
    ])
      expect(
        (await academy.client.post("/api/v1/programs", { ...program, ...effect })).status,
      ).toBe(201);
    const { programs } = (await academy.client.get(`/api/v1/segments/${id}`)).json;
    expect(programs.map(({ name }) => name).sort()).toEqual(["Certificate", "Dashboard", "Price"]);
  });
});
