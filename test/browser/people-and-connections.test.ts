import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import {
  accessibilityFaults,
  ConsoleBrowser,
  keepPicture,
  overflowOf,
  schemes,
} from "./console.ts";

const Listed = z.object({
  items: z.array(
    z.object({
      id: z.string().optional(),
      name: z.string().optional(),
      profileId: z.string().optional(),
    }),
  ),
});

let browser: ConsoleBrowser;
let person: string;
let crm: string;
beforeAll(async () => {
  browser = await ConsoleBrowser.open(inject("muster"));
  const [segment] = await listed("/api/v1/segments?limit=1000", "People — Gold partners");
  const [member] = await listed(`/api/v1/segments/${segment?.id}/members?limit=1`);
  person = `/profiles/${member?.profileId}`;
  const [connection] = await listed("/api/v1/connections", "Sample CRM");
  crm = `/connections/${connection?.id}`;
});
afterAll(() => browser[Symbol.asyncDispose]());

/** What the API lists at a path; with a name, only what is called so. */
async function listed(path: string, name?: string) {
  const { url, token } = inject("muster");
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const { items } = Listed.parse(await answer.json());
  return items.filter((each) => name === undefined || each.name === name);
}

const tab = (page: Page, name: RegExp) => page.getByRole("tab", { name });

/** Each part of a person's page, and what is there once it is loaded. */
const parts = [
  ["attributes", (page: Page) => page.getByRole("rowheader", { name: /^Email/ })],
  ["segments", (page: Page) => page.getByRole("combobox", { name: "Why not in…" })],
  ["timeline", (page: Page) => page.getByText(/ told$/)],
  ["access", (page: Page) => page.getByText(/^by |Nothing yet/)],
  ["identities", (page: Page) => page.getByRole("button", { name: "Merge with another" })],
] as const;

describe("finding somebody", () => {
  it("works from every page by the keyboard alone", async () => {
    const page = await browser.page("/profiles?object=contact");
    const name = await page.getByRole("rowheader").first().getByRole("link").innerText();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Find" }).waitFor();
    await page.keyboard.type(name);
    await page.getByRole("option", { name }).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/profiles\/[0-9a-f]{26}$/);
  });

  it("says so where nobody is called that, and keeps the question in the address", async () => {
    const page = await browser.page("/profiles?query=qqzzqq");
    await page.getByRole("heading", { name: "Nobody is found by that" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Nobody is found by that" }).waitFor();
    expect(new URL(page.url()).searchParams.get("query")).toBe("qqzzqq");
  });
});

describe("the page of a person", () => {
  it("says why somebody is in a segment, and what happened when", async () => {
    const page = await browser.page(person);
    await tab(page, /^Segments/).click();
    await page
      .getByRole("button", { name: /^Why in/ })
      .first()
      .click();
    const why = page.getByRole("dialog");
    await why
      .getByText(/^(True|Not true):/)
      .first()
      .waitFor({ state: "attached" });
    await why.getByRole("button", { name: "Save a receipt" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await tab(page, /^Timeline/).click();
    await page
      .getByText(/^Entered /)
      .first()
      .waitFor();
    await tab(page, /^Identities/).click();
    await page.getByRole("cell", { name: "Record" }).first().waitFor();
  });

  describe.each(parts)("its %s", (view, there) => {
    it.each(schemes)(
      "have nothing that axe finds and fit a phone, in %s colours",
      async (scheme) => {
        const page = await browser.page(`${person}?view=${view}`, { scheme });
        await there(page).first().waitFor();
        await keepPicture(page, `profile-${view}-${scheme}`);
        expect(await accessibilityFaults(page)).toEqual([]);
        await page.setViewportSize({ width: 320, height: 700 });
        await expect.poll(() => overflowOf(page)).toBe(0);
      },
    );
  });
});

describe("connecting a system", () => {
  it("shows a signed webhook's secret once, tries a mapping and disconnects", async () => {
    const page = await browser.page("/connections");
    await page.getByRole("button", { name: "Connect a system" }).click();
    await page.getByRole("button", { name: /^Signed webhook/ }).click();
    const name = `Portal ${Date.now()}`;
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole("link", { name: /to the connection/ }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    expect(await page.getByText(/whsec_/).count()).toBe(0);
    await page.getByText("Nothing received yet").first().waitFor();
    await tab(page, /^Mapping/).click();
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByText("One event would be taken in:").waitFor();
    await page.getByRole("button", { name: "More to do" }).click();
    await page.getByRole("menuitem", { name: "Disconnect…" }).click();
    await page.getByRole("button", { name: "Disconnect", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Connections" }).waitFor();
    await page.getByText(`${name} is disconnected.`).waitFor();
    await page.getByRole("link", { name }).waitFor({ state: "detached" });
  });

  it("goes to the system to have access granted, and comes back to what came of it", async () => {
    const page = await browser.page(crm);
    await page.getByRole("button", { name: "More to do" }).click();
    await page.getByRole("menuitem", { name: "Connect again" }).click();
    await page.getByText("Sample CRM is connected").waitFor();
    expect(new URL(page.url()).searchParams.get("grant")).toBe("accepted");
  });

  it.each(schemes)("has nothing that axe finds, in %s colours", async (scheme) => {
    const page = await browser.page("/connections?connect=choose", { scheme });
    await page.getByRole("button", { name: /^Signed webhook/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each(schemes)("shows what comes in and goes out, in %s colours", async (scheme) => {
    const page = await browser.page(crm, { scheme });
    await page.getByText("Requests it allows").waitFor();
    await keepPicture(page, `connection-${scheme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    await expect.poll(() => overflowOf(page)).toBe(0);
    await tab(page, /^What goes out/).click();
    await page.getByRole("rowheader").first().waitFor();
    await keepPicture(page, `connection-outgoing-${scheme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await expect.poll(() => overflowOf(page)).toBe(0);
    expect(browser.complaints).toEqual([]);
  });
});
