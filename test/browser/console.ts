import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchBrowser } from "./chromium.ts";

export const schemes = ["light", "dark"] as const;
type Scheme = (typeof schemes)[number];

interface Window {
  readonly scheme?: Scheme;
  readonly width?: number;
  readonly height?: number;
}

const pictures = join(import.meta.dirname, "../../artefacts/console");

/** A browser in front of a running Muster's console; what a page logs as an error is a failure. */
export class ConsoleBrowser implements AsyncDisposable {
  readonly url: string;
  readonly complaints: string[] = [];
  readonly #token: string;
  readonly #browser: Browser;
  #context: BrowserContext | undefined;

  private constructor(url: string, token: string, browser: Browser) {
    this.url = url;
    this.#token = token;
    this.#browser = browser;
  }

  static async open(muster: { readonly url: string; readonly token: string }) {
    return new ConsoleBrowser(muster.url, muster.token, await launchBrowser());
  }

  /** A new window in place of the last, signed in with the token, at an address of the console. */
  async page(path: string, { scheme = "light", width = 1280, height = 900 }: Window = {}) {
    await this.#context?.close();
    this.#context = await this.#browser.newContext({
      colorScheme: scheme,
      viewport: { width, height },
      reducedMotion: "reduce",
    });
    const page = await this.#context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", ({ message }) => this.complaints.push(`${path}: ${message}`));
    await page.goto(`${this.url}${path}#token=${this.#token}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** What axe finds on a page once nothing fades or slides, a line each: the rule, and where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== "running" || effect?.getComputedTiming().endTime === Infinity,
      ),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help} at ${target.join(" ")}`),
  );
}

/** How far a page is wider than its window, in pixels. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/** Kept for people to look at, in a folder that git ignores. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
