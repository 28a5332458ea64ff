import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import {
  accessibilityFaults,
  ConsoleBrowser,
  keepPicture,
  overflowOf,
  schemes,
} from "./console.ts";

const muster = inject("muster");
let browser: ConsoleBrowser;
beforeAll(async () => {
  browser = await ConsoleBrowser.open(muster);
});
afterAll(() => browser[Symbol.asyncDispose]());

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

/** Fills the form of a new program that shows the members of a segment a page, and sends it. */
async function createProgram(page: Page, name: string): Promise<string> {
  await page.getByRole("link", { name: "New program" }).click();
  await page.getByRole("link", { name: /^Access/ }).click();
  await page.getByLabel("Which one").fill("q4-prices");
  await page
    .getByLabel("For whoever is in any of these segments")
    .first()
    .fill("Gold and Platinum");
  await page.getByRole("option", { name: /Gold and Platinum/ }).click();
  await page.getByRole("textbox", { name: /^Name/ }).fill(name);
  await page.getByLabel("Owner").fill("Priya Kapoor");
  await button(page, "Create the program").click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  return new URL(page.url()).pathname;
}

/** As somebody else would, with another program. */
async function renameElsewhere(path: string, name: string): Promise<void> {
  const answer = await fetch(`${muster.url}/api/v1${path}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${muster.token}`, "content-type": "application/json" },
    body: JSON.stringify({ name }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

describe("a program", () => {
  it("is created, edited against somebody else's edit, and ended", async () => {
    const page = await browser.page("/programs");
    const path = await createProgram(page, "Prices of the fourth quarter");
    await page.getByText("Portal page: q4-prices").waitFor();
    await page.getByRole("tab", { name: "Edit" }).click();
    await page.getByLabel("What it is for").fill("For those who sell most");
    await renameElsewhere(path, "Prices until December");
    await button(page, "Save").click();
    await page.getByText(/Somebody else changed/).waitFor();
    await button(page, "Show theirs").click();
    await page.getByLabel("What it is for").fill("For those who sell most");
    await button(page, "Save").click();
    await page.getByRole("heading", { level: 1, name: "Prices until December" }).waitFor();
    await page.getByText("For those who sell most").waitFor();
    await button(page, "End it").click();
    await button(page, "End the program").click();
    await page.getByText("Ended", { exact: true }).first().waitFor();
    expect(browser.complaints).toEqual([]);
  });

  it("says at its field what the API does not take", async () => {
    const page = await browser.page("/programs/new?kind=automation");
    await page.getByLabel("Address that is called").fill("nowhere");
    await page.getByLabel("For whoever is in any of these segments").first().fill("EMEA");
    await page.getByRole("option", { name: /EMEA/ }).first().click();
    await page.getByRole("textbox", { name: /^Name/ }).fill("Nowhere");
    await page.getByLabel("Owner").fill("Priya Kapoor");
    await button(page, "Create the program").click();
    await page.getByRole("alert").first().waitFor();
    const address = page.getByLabel("Address that is called");
    expect(await address.getAttribute("aria-invalid")).toBe("true");
    expect(await address.inputValue()).toBe("nowhere");
  });
});

describe("merging a value into another", () => {
  it("shows who would enter which segment before it can be done", async () => {
    const page = await browser.page("/data-quality/contact/partner_tier");
    await page.getByLabel("Value", { exact: true }).first().fill("Silver");
    await page.getByLabel("Becomes", { exact: true }).first().fill("Gold");
    await button(page, "Add").click();
    expect(await button(page, "Do it").count()).toBe(0);
    await button(page, "See what it changes").click();
    const row = page.getByRole("row", { name: /People — Gold partners/ });
    await row.waitFor();
    const [enter, leave] = await row
      .getByRole("cell")
      .allInnerTexts()
      .then((cells) => cells.slice(1));
    expect(Number(enter)).toBeGreaterThan(0);
    expect(leave).toBe("0");
    await button(page, "Do it").waitFor();
    await button(page, "Start over").click();
    expect(await button(page, "Do it").count()).toBe(0);
  });
});

describe("who is kept off every list", () => {
  it("is declared with a word on what it does, and taken back", async () => {
    const page = await browser.page("/data-quality");
    await page.getByText("Nobody: no attribute is declared").waitFor();
    await button(page, "Declare whom").click();
    await page.getByRole("combobox", { name: "By which attribute" }).click();
    await page.getByRole("option", { name: "partner_tier", exact: true }).click();
    await page.getByRole("combobox", { name: /^Values/ }).fill("Nobody has it");
    await page.keyboard.press("Enter");
    await page.getByText("leaves every segment at once").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(page, "Keep them off").click();
    await page.getByText("People whose partner_tier is “Nobody has it”").waitFor();
    await button(page, "Keep nobody off").click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep nobody off" }).click();
    await page.getByText("Nobody: no attribute is declared").waitFor();
  });
});

describe("activity", () => {
  it("keeps what is searched for in the address, and stands still while it is paused", async () => {
    const page = await browser.page("/activity?show=edits&q=gold+partners");
    await page.getByText("was created").first().waitFor();
    expect(await page.getByText("entered", { exact: false }).count()).toBe(0);
    await button(page, "Pause").click();
    await page.getByText(/^Paused: \d+ new$/).waitFor();
    await button(page, "Go on").click();
    await page.getByText("Live", { exact: true }).waitFor();
  });
});

/** Pages behind those of the menu, by what shows that they are there. */
const deep = [
  ["program-new", "/programs/new", /^Course/],
  ["program-form", "/programs/new?kind=goal", /What is measured/],
  ["person-sees", "/programs?view=person", /E-mail of a person/],
  ["coverage", "/results?view=coverage", /are addressed by a program/],
  ["attribute", "/data-quality/contact/partner_tier", /Who says it, and how old it is/],
  ["companies-data", "/data-quality?object=company", /need of a\s+look/],
] as const;

describe.each(deep)("%s", (name, path, sign) => {
  it.each(schemes)(
    "has nothing that axe finds, in %s colours, and fits a phone",
    async (scheme) => {
      const page = await browser.page(path, { scheme });
      await page.getByText(sign).first().waitFor();
      await keepPicture(page, `${name}-${scheme}`);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 700 });
      await expect.poll(() => overflowOf(page)).toBe(0);
      expect(browser.complaints).toEqual([]);
    },
  );
});
