import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Its default ones weaken what a real browser checks. */
const options = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-sync",
];
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** One on the PATH, else the one that came with the packages. */
async function executable(): Promise<string> {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const installed = places.find((place) => existsSync(place));
  if (installed !== undefined) return installed;
  // Said before the import, it brings the system libraries it needs along.
  process.env["AWS_LAMBDA_JS_RUNTIME"] ??= "nodejs22.x";
  const { default: packed } = await import("@sparticuz/chromium");
  return packed.executablePath();
}

/** A real browser. @throws Error with one sentence where none can run on this machine */
export async function launchBrowser(): Promise<Browser> {
  try {
    return await chromium.launch({ executablePath: await executable(), args: options });
  } catch (error) {
    throw new Error(
      "The console's tests need a browser: put a Chromium on the PATH, or run them on Linux x64.",
      { cause: error },
    );
  }
}
