import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import {
  accessibilityFaults,
  ConsoleBrowser,
  keepPicture,
  overflowOf,
  schemes,
} from "./console.ts";

let browser: ConsoleBrowser;
beforeAll(async () => {
  browser = await ConsoleBrowser.open(inject("muster"));
});
afterAll(() => browser[Symbol.asyncDispose]());

/** Many pages, or a build, on a machine that may be busy. */
const patiently = 600_000;

const gold = { field: "partner_tier", operator: "=", value: "Gold" };
const active = { field: "partner_status", operator: "=", value: "Active" };

/** What somebody else does meanwhile, or did before. */
async function ask(method: string, path: string, body: unknown): Promise<{ id: string }> {
  const { url, token } = inject("muster");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  const { id }: { id?: string } = await answer.json();
  return { id: id ?? "" };
}

/** A segment of the test's own, so that no other file meets it half-way. */
async function ownSegment(name: string): Promise<string> {
  const rule = { combinator: "and", rules: [gold] };
  return (await ask("POST", "/segments", { name, object: "company", owner: "Ann", rule })).id;
}

async function sampleSegment(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Geography — EMEA" }).click();
  await page.getByRole("heading", { level: 1, name: "Geography — EMEA" }).waitFor();
}

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
const tab = (page: Page, name: string) => page.getByRole("tab", { name });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first();

describe("the list of segments", () => {
  it("is searched, walked and opened by the keyboard alone", async () => {
    const page = await browser.page("/segments");
    await page.getByRole("row").nth(1).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("certification");
    await page.getByText(/^3 of \d+ segments$/).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /^Certification — / }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/segments\/seg_/);
  });

  it("keeps what is looked for in the address", async () => {
    const page = await browser.page("/segments?q=emea&of=contact");
    await row(page, "Geography — EMEA").waitFor();
    expect(await row(page, "Gold").count()).toBe(0);
    await page.getByRole("button", { name: "Today" }).click();
    await page.waitForURL(/sort=today/);
    await page.reload();
    const head = page.getByRole("columnheader", { name: "Today" });
    await head.waitFor();
    expect(await head.getAttribute("aria-sort")).toBe("descending");
  });

  it("has only the rows in sight in the page", async () => {
    const page = await browser.page("/segments", { height: 500 });
    await page.getByRole("row").nth(1).waitFor();
    const table = page.getByRole("table", { name: "Segments" });
    const all = Number(await table.getAttribute("aria-rowcount"));
    expect(await page.getByRole("row").count()).toBeLessThan(all);
  });
});

describe("the page of a segment", () => {
  it("says why a member is in, tick by tick", async () => {
    const page = await browser.page("/segments?q=geography");
    await sampleSegment(page);
    await tab(page, "Members").click();
    await button(page, /^Why /).click();
    const why = page.getByRole("dialog");
    await why.getByText("True:").first().waitFor({ state: "attached" });
    await why.getByText(/region is "EMEA"/).waitFor();
    const address = page.url();
    expect(new URL(address).searchParams.get("person")).toMatch(/^[0-9a-f]{26}$/);
    await page.reload();
    await why.getByText(/region is "EMEA"/).waitFor();
  });

  it("tells who came and went, and with what cause", async () => {
    const page = await browser.page("/segments?q=geography");
    await sampleSegment(page);
    await tab(page, "Who came and went").click();
    await page
      .getByRole("listitem")
      .filter({ hasText: /entered|left/ })
      .first()
      .waitFor();
    expect(await page.getByText(/: .*(changed|happened|passed|rule|records)/).count()).not.toBe(0);
  });

  it(
    "shows who another rule would turn, promotes it, and goes back",
    async () => {
      const name = `Active gold ${Date.now()}`;
      const id = await ownSegment(name);
      const rule = { combinator: "and", rules: [gold, active] };
      await ask("POST", `/segments/${id}/versions`, { rule });
      const page = await browser.page(`/segments/${id}/versions`);
      await page.getByText("Would leave").waitFor({ timeout: 180_000 });
      await button(page, "Promote version 2").click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(/enter,.*leave,.*stay/).waitFor();
      await dialog.getByRole("textbox").fill("Only who is active");
      await dialog.getByRole("button", { name: "Promote" }).click();
      await page.getByText("Replaced").waitFor({ timeout: 300_000 });
      await button(page, "Compare with the live one").click();
      await page.getByRole("button", { name: "Roll back to version 1" }).waitFor();
      await tab(page, "History of edits").click();
      await page.getByText("“Only who is active”").waitFor();
      expect(await page.getByText("proposed version 2").count()).toBe(1);
    },
    patiently,
  );

  it(
    "loses nobody's edit",
    async () => {
      const name = `Conflicting ${Date.now()}`;
      const id = await ownSegment(name);
      const page = await browser.page(`/segments/${id}`);
      await button(page, "Name, owner, timing").click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: "Purpose" }).fill("For the desk");
      await ask("PATCH", `/segments/${id}`, { owner: "Priya" });
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText(/^Somebody else changed/).waitFor();
      await dialog.getByRole("button", { name: /^Keep mine/ }).click();
      await page.getByText("For the desk").waitFor();
      await page.getByText("Answered for by Priya").waitFor();
      await dialog.waitFor({ state: "hidden" });
      expect(await page.getByText(/^Somebody else changed/).count()).toBe(0);
    },
    patiently,
  );

  it(
    "is pushed to an address, whose secret is shown once, and retired",
    async () => {
      const id = await ownSegment(`Pushed ${Date.now()}`);
      const page = await browser.page(`/segments/${id}/destinations`);
      await page.getByRole("combobox", { name: "Push it to" }).click();
      await page.getByRole("option", { name: "Signed webhooks to an address" }).click();
      await page.getByRole("textbox", { name: "Address" }).fill("https://hooks.example.com/muster");
      await button(page, "Add destination").click();
      await page.getByText(/^whsec_/).waitFor();
      await page.reload();
      await page.getByText("https://hooks.example.com/muster").waitFor();
      expect(await page.getByText(/whsec_/).count()).toBe(0);
      await button(page, "More").click();
      await page.getByRole("menuitem", { name: "Retire…" }).click();
      await page.getByRole("button", { name: "Retire the segment" }).click();
      await page.getByText("Retired", { exact: true }).waitFor();
    },
    patiently,
  );
});

const tabs = ["Overview", "Members", "Who came and went", "Versions", "Programs", "Destinations"];

describe("every tab", () => {
  it.each(schemes)(
    "has nothing that axe finds, in %s colours",
    async (scheme) => {
      const page = await browser.page("/segments?q=geography", { scheme });
      await sampleSegment(page);
      for (const name of [...tabs, "History of edits"]) {
        await tab(page, name).click();
        await page.waitForLoadState("networkidle");
        await keepPicture(page, `segment-${name.toLowerCase().replaceAll(" ", "-")}-${scheme}`);
        expect(await accessibilityFaults(page)).toEqual([]);
      }
      await tab(page, "Members").click();
      await button(page, /^Why /).click();
      await page.getByRole("link", { name: "Everything about them" }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(browser.complaints).toEqual([]);
    },
    patiently,
  );

  it(
    "fits a window of 320 pixels",
    async () => {
      const page = await browser.page("/segments?q=geography", { width: 320 });
      await sampleSegment(page);
      for (const name of tabs) {
        await tab(page, name).click();
        await page.waitForLoadState("networkidle");
        await expect.poll(() => overflowOf(page)).toBe(0);
      }
    },
    patiently,
  );
});
