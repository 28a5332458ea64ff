import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PortalSystem } from "../portal-system.ts";
import { addCondition, countOf, input } from "./building.ts";
import { ConsoleBrowser, keepPicture } from "./console.ts";

const patient = { timeout: 300_000 };

let portal: PortalSystem;
let browser: ConsoleBrowser;
let page: Page;
beforeAll(async () => {
  portal = await PortalSystem.start({ companies: 6, contactsEach: 10 });
  browser = await ConsoleBrowser.open(portal.system);
  page = await browser.page("/start");
}, 300_000);
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await portal[Symbol.asyncDispose]();
});

const heading = (name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const button = (name: string | RegExp) => page.getByRole("button", { name });

/** Whom the CRM itself would select of the tiers, and who is on the list, by their ids there. */
async function difference(...tiers: string[]): Promise<number> {
  const selected = tiers.map((tier) => portal.selected("partner_tier", tier));
  const expected = selected.reduce((all, each) => all.union(each));
  return expected.symmetricDifference(await portal.listed("Best partners")).size;
}

describe("from an empty workspace to a list that keeps itself current", {
  timeout: 600_000,
}, () => {
  it("a CRM is connected, by granting access there", async () => {
    await page.getByRole("link", { name: "Connect a CRM" }).click();
    await heading("Connections").waitFor();
    await button("Connect a system").first().click();
    await button(/^HubSpot/).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Our CRM");
    await button("Go to HubSpot").click();
    await heading("Our CRM").waitFor();
    await page.getByText("Our CRM is connected").waitFor();
    await expect.poll(() => portal.contacts(), patient).toBe(60);
  });

  it("a population is described, and counted while it is", async () => {
    await page.goto(`${browser.url}/segments/new`);
    await addCondition(page, "Partner tier");
    await input(page, "Value of Partner tier").fill("Gold");
    await page.keyboard.press("Enter");
    const gold = portal.selected("partner_tier", "Gold").size;
    await expect.poll(() => countOf(page), patient).toBe(gold);
    await button("Save the segment").click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Best partners");
    await button(/^Save$/).click();
    await heading("Best partners").waitFor();
    await page.getByText(`${gold} people now`).waitFor(patient);
  });

  it("becomes a list of the CRM", async () => {
    await page.getByRole("tab", { name: "Destinations" }).click();
    await page.getByRole("combobox", { name: "Push it to" }).click();
    await page.getByRole("option", { name: "List in Our CRM" }).click();
    await button("Add destination").click();
    await expect.poll(() => difference("Gold"), patient).toBe(0);
    await keepPicture(page, "story-destination");
  });

  it("another rule is compared, promoted, and the list follows", async () => {
    await page.getByRole("link", { name: "Edit the rule" }).click();
    await input(page, "Value of Partner tier").fill("Platinum");
    await page.keyboard.press("Enter");
    await button("Save as a new version").click();
    await button(/^Save$/).click();
    await page.getByText("Would enter").waitFor(patient);
    await keepPicture(page, "story-versions");
    await button("Promote version 2").click();
    await page.getByRole("dialog").getByRole("button", { name: "Promote" }).click();
    await expect.poll(() => difference("Gold", "Platinum"), patient).toBe(0);
  });

  it("time passes, and members leave by it alone", async () => {
    const rules = [{ field: "activated_at", operator: "inLast", value: "P30D" }];
    const rule = { combinator: "and", rules };
    const segment = { name: "New here", object: "contact", owner: "tests", rule };
    await portal.call("/api/v1/segments", segment);
    await page.goto(`${browser.url}/segments`);
    const row = page.getByRole("row").filter({ hasText: "New here" });
    await row
      .getByText(/^[1-9]\d*$/)
      .first()
      .waitFor(patient);
    await page.getByRole("link", { name: "Get started" }).click();
    await page.getByRole("slider", { name: "Days to travel" }).press("End");
    await button("Travel 90 days").click();
    await page.getByRole("row", { name: /New here \d+ 0 \(−\d+\)/ }).waitFor(patient);
    await keepPicture(page, "story-travel");
    expect(browser.complaints).toEqual([]);
  });
});
