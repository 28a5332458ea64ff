import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import {
  accessibilityFaults,
  ConsoleBrowser,
  keepPicture,
  overflowOf,
  schemes,
} from "./console.ts";

/** Each page of the menu, by the address that it is linked with. */
const pages = [
  "/segments",
  "/segments/new",
  "/programs",
  "/results",
  "/profiles",
  "/data-quality",
  "/connections",
  "/activity",
  "/start",
] as const;

let browser: ConsoleBrowser;
beforeAll(async () => {
  browser = await ConsoleBrowser.open(inject("muster"));
});
afterAll(() => browser[Symbol.asyncDispose]());

const nameOf = (path: string): string => path.slice(1).replaceAll("/", "-");

describe.each(pages)("%s", (path) => {
  it.each(schemes)("has nothing that axe finds, in %s colours", async (scheme) => {
    const page = await browser.page(path, { scheme });
    await page.waitForLoadState("networkidle");
    await keepPicture(page, `${nameOf(path)}-${scheme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(browser.complaints).toEqual([]);
  });

  it.each([320, 3840])("is not wider than a window of %i pixels", async (width) => {
    const page = await browser.page(path, { width });
    await page.waitForLoadState("networkidle");
    if (width < 1_000) await keepPicture(page, `${nameOf(path)}-${width}`);
    await expect.poll(() => overflowOf(page)).toBe(0);
  });
});
