import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { addCondition, countOf, input } from "./building.ts";
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

const patient = { timeout: 60_000 };

/** What the page asks of a rule. */
const Preview = z.object({ object: z.string(), rule: z.unknown() });

/** How many are in, as the API says at this moment. */
async function countNow(preview: z.output<typeof Preview>): Promise<number> {
  const { url, token } = inject("muster");
  const answer = await fetch(`${url}/api/v1/segments/preview`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(preview),
  });
  return z.object({ count: z.number() }).parse(await answer.json()).count;
}

async function tierAndRegion(page: Page): Promise<void> {
  await page.getByRole("button", { name: "By tier" }).click();
  await addCondition(page, "Region");
  await input(page, "Value of Region").fill("EMEA");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator("[data-count]").count(), patient).toBe(2);
}

describe("the builder", () => {
  it("shows at every step who is in, and goes back", async () => {
    const page = await browser.page("/segments/new");
    const everybody = await countOf(page);
    const asked = page.waitForRequest((request) => /"rules":\[\{/.test(request.postData() ?? ""));
    await page.getByRole("button", { name: "By tier" }).click();
    const byTier = Preview.parse((await asked).postDataJSON());
    await expect.poll(() => countOf(page), patient).toBeLessThan(everybody);
    const ofTier = await countOf(page);
    await addCondition(page, "Region");
    // The last answer stays while something is to be chosen.
    await page.getByText("Choose or type a value.").waitFor();
    expect(await countOf(page)).toBe(ofTier);
    await input(page, "Value of Region").fill("EMEA");
    await page.keyboard.press("Enter");
    await expect.poll(() => countOf(page), patient).toBeLessThan(ofTier);
    expect(await page.getByTestId("sentence").innerText()).toContain('Region is "EMEA"');
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await expect.poll(() => page.getByTestId("sentence").innerText()).not.toContain("Region");
    // The sample goes on changing: who is in now counts, not who was at first.
    const apart = async () => (await countOf(page)) - (await countNow(byTier));
    await expect.poll(apart, patient).toBe(0);
  });

  it("shows at each condition whether it holds of somebody", async () => {
    const page = await browser.page("/segments/new");
    await tierAndRegion(page);
    const member = page.getByRole("region", { name: "Who is in" }).getByRole("link").first();
    const name = await member.innerText();
    await input(page, "Search by name or e-mail").fill(name);
    await page.getByRole("option", { name }).first().click();
    await expect.poll(() => page.locator("[data-truth]").count(), patient).toBe(2);
  });

  it("is moved, copied and removed in by the keyboard alone", async () => {
    const page = await browser.page("/segments/new");
    await tierAndRegion(page);
    const sentence = () => page.getByTestId("sentence").innerText();
    const handle = page.getByRole("button", { name: /^Move: drag it/ }).last();
    await handle.focus();
    await page.keyboard.press("ArrowUp");
    await expect
      .poll(async () => (await sentence()).indexOf("Region"))
      .toBeLessThan((await sentence()).indexOf("Partner tier"));
    await page.getByRole("button", { name: "More for this condition" }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Remove" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(sentence).not.toContain("Region");
  });

  it("keeps an unsaved rule over a reload, asks before it is left, and saves it", async () => {
    const page = await browser.page("/segments/new");
    await tierAndRegion(page);
    const sentence = await page.getByTestId("sentence").innerText();
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await expect.poll(() => page.getByTestId("sentence").innerText(), patient).toBe(sentence);
    await page.getByRole("link", { name: "Programs" }).click();
    await page.getByRole("button", { name: "Stay here" }).click();
    await page.getByRole("button", { name: "Save the segment" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Built in a browser");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL(/\/segments\/seg_/);
    await page.getByRole("heading", { level: 1, name: "Built in a browser" }).waitFor();
    await page.goto(`${page.url()}/edit`);
    await addCondition(page, "Country");
    await input(page, "Value of Country").fill("Germany");
    await page.getByRole("button", { name: "Save as a new version" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL(/\/versions$/);
  });

  it("asks before Back or Forward leave it, and then goes where they lead", async () => {
    const page = await browser.page("/segments");
    const sentence = () => page.getByTestId("sentence").innerText();
    const heading = (name: string) => page.getByRole("heading", { level: 1, name });
    const answer = (name: string) => page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("link", { name: "New segment" }).first().click();
    await page.getByRole("link", { name: "Programs" }).click();
    await heading("Programs").waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "By tier" }).click();
    const rule = await sentence();
    await page.goBack();
    await answer("Stay here");
    expect(new URL(page.url()).pathname).toBe("/segments/new");
    expect(await sentence()).toBe(rule);
    await page.goBack();
    await answer("Leave");
    await heading("Segments").waitFor();
    expect(new URL(page.url()).pathname).toBe("/segments");
    await page.goForward();
    await expect.poll(sentence, patient).toBe(rule);
    await page.getByRole("button", { name: "Discard it" }).click();
    await page.getByRole("link", { name: "Programs" }).click();
    await page.goBack();
    await page.getByRole("button", { name: "By tier" }).click();
    await page.goForward();
    await answer("Leave");
    await heading("Programs").waitFor();
  });

  it("has forms for figures over a list and for what happened in order", async () => {
    const page = await browser.page("/segments/new");
    const sentence = () => page.getByTestId("sentence").innerText();
    await addCondition(page, "A figure over activities");
    expect(await sentence()).toContain("the number of activities is at least 1");
    await input(page, "Which figure").click();
    await page.getByRole("option", { name: "the last" }).click();
    await page.getByText("of those only, where").waitFor();
    await page.getByRole("button", { name: "Narrow the activity down" }).click();
    await input(page, "What is the new condition about?").fill("What it was");
    await page.keyboard.press("Enter");
    await expect
      .poll(sentence)
      .toMatch(
        /the time of the last of activities where \(the kind is ".+"\) is within the last 30/,
      );
    expect(await countOf(page)).toBeGreaterThan(0);
    await addCondition(page, "Activities in a certain order");
    await page.getByText("Then", { exact: true }).waitFor();
    await page.getByLabel("all within").click();
    await expect.poll(sentence).toContain("activities happened in this order: (anything), then");
    await expect.poll(sentence).not.toContain("all within");
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("reads a rule out of SQL, or says what it cannot read", async () => {
    const page = await browser.page("/segments/new");
    await page.getByRole("button", { name: "Import" }).click();
    await page.getByRole("tab", { name: "From SQL" }).click();
    await page.getByLabel("The condition of the query").fill("lower(region) = 'emea'");
    await page.getByRole("button", { name: "Read it as a rule" }).click();
    await page.getByRole("alert").getByText("lower(region)").waitFor();
    await page.getByLabel("The condition of the query").fill("region = 'EMEA' OR region = 'APAC'");
    await page.getByRole("button", { name: "Read it as a rule" }).click();
    await expect
      .poll(() => page.getByTestId("sentence").innerText(), patient)
      .toContain('Region is "EMEA" or Region is "APAC"');
  });
});

describe("the builder's looks", () => {
  it("draw frames in a colour of the scheme, the built page's too", async () => {
    const frames = [];
    for (const scheme of schemes) {
      const page = await browser.page("/segments/new", { scheme });
      const template = page.getByRole("button", { name: "By tier" });
      frames.push(
        await template.evaluate((card) => {
          const { borderTopWidth, borderTopColor } = getComputedStyle(card);
          return { borderTopWidth, borderTopColor };
        }),
      );
    }
    expect(frames.map(({ borderTopWidth }) => borderTopWidth)).toEqual(["1px", "1px"]);
    expect(new Set(frames.map(({ borderTopColor }) => borderTopColor)).size).toBe(2);
  });

  it.each(schemes)("hold nothing that axe finds, in %s colours", async (scheme) => {
    const page = await browser.page("/segments/new", { scheme });
    await tierAndRegion(page);
    await addCondition(page, "course");
    await page.getByText("Narrow the activity down").waitFor();
    await keepPicture(page, `builder-filled-${scheme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("fit a window of 320 pixels", async () => {
    const page = await browser.page("/segments/new", { width: 320 });
    await tierAndRegion(page);
    await addCondition(page, "course");
    await page.getByText("Narrow the activity down").waitFor();
    await keepPicture(page, "builder-filled-320");
    await expect.poll(() => overflowOf(page)).toBe(0);
  });
});
