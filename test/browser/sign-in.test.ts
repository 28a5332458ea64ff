import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchBrowser } from "./chromium.ts";
import { accessibilityFaults, keepPicture, overflowOf, schemes } from "./console.ts";

const { url, token } = inject("muster");
const place = "/segments?sort=name";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A window that nobody has signed in from. */
async function stranger(colorScheme: "light" | "dark" = "light", width = 1280): Promise<Page> {
  const options = { colorScheme, viewport: { width, height: 800 } };
  const page = await (await browser.newContext({ ...options, reducedMotion: "reduce" })).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${url}${place}`);
  await page.getByRole("heading", { name: "Sign in to Muster" }).waitFor();
  return page;
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name }).click();
}

const session = (page: Page, who: string) =>
  page.getByRole("button", { name: `Your session: ${who}` });

describe("signing in", () => {
  it("leads back to where somebody was, and outlives a reload", async () => {
    const page = await stranger();
    await signIn(page, "Edgar Editor");
    await session(page, "Edgar Editor, editor").waitFor();
    expect(page.url()).toBe(`${url}${place}`);
    await page.reload();
    await session(page, "Edgar Editor, editor").waitFor();
  });

  it("is asked for again at the same address once the token is refused", async () => {
    const page = await stranger();
    await signIn(page, "Vera Viewer");
    await session(page, "Vera Viewer, viewer").waitFor();
    await editUser(page, { id_token: "eyJ9.eyJ9.eyJ9" });
    await page.getByRole("heading", { name: "Sign in to Muster" }).waitFor();
    expect(page.url()).toBe(`${url}${place}`);
    await signIn(page, "Ada Admin");
    await session(page, "Ada Admin, admin").waitFor();
    expect(page.url()).toBe(`${url}${place}`);
  });

  it("is renewed before it ends, without anybody noticing", async () => {
    const page = await stranger();
    await signIn(page, "Vera Viewer");
    await session(page, "Vera Viewer, viewer").waitFor();
    const renewed = page.waitForResponse((answer) => answer.url().endsWith("/sign-in/token"));
    await editUser(page, { expires_at: Math.floor(Date.now() / 1000) + 10 });
    expect((await renewed).status()).toBe(200);
    await page.reload();
    await session(page, "Vera Viewer, viewer").waitFor();
  });

  it("ends with signing out, or works with a token instead", async () => {
    const page = await stranger();
    await signIn(page, "Ada Admin");
    await session(page, "Ada Admin, admin").click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Muster" }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.getByRole("button", { name: "I have a token" }).click();
    await page.getByRole("textbox", { name: "Token" }).fill(token);
    await page.getByRole("button", { name: "Go on with the token" }).click();
    await session(page, "Local administrator, admin").waitFor();
  });
});

describe("the pages of signing in", () => {
  it.each(schemes)("have nothing that axe finds, in %s colours", async (scheme) => {
    const page = await stranger(scheme);
    await keepPicture(page, `sign-in-${scheme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("button", { name: "Ada Admin" }).waitFor();
    await keepPicture(page, `sign-in-provider-${scheme}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("are not wider than a window of 320 pixels", async () => {
    const page = await stranger("light", 320);
    await expect.poll(() => overflowOf(page)).toBe(0);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("button", { name: "Ada Admin" }).waitFor();
    await expect.poll(() => overflowOf(page)).toBe(0);
  });
});

/** Changes what the tab keeps of whoever signed in. */
async function editUser(page: Page, change: Readonly<Record<string, unknown>>): Promise<void> {
  await page.evaluate((edit) => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user:")) ?? "";
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    sessionStorage.setItem(key, JSON.stringify(Object.assign({}, kept, edit)));
  }, change);
}
