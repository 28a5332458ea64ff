import type { TestProject } from "vitest/node";
import { sampleSegments } from "../../infra/local/sandbox/sample-segments.ts";
import { type Muster, startMuster } from "../system/running.ts";
import { launchBrowser } from "./chromium.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The sample workspace that the tests of the pages share. */
    readonly muster: { readonly url: string; readonly token: string };
  }
}

/** One system with the sample for all files; a browser that cannot start is said at once. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await (await launchBrowser()).close();
  const { muster, stop } = await startMuster({ sample: true });
  try {
    await filled(muster);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("muster", { url: muster.url, token: muster.token });
  return stop;
}

/** The sandbox goes on changing records, so that it is never at rest for long. */
async function filled(muster: Muster): Promise<void> {
  await muster.until(async () => {
    const segments = await muster.segments();
    const isComplete = segments.length >= sampleSegments.length;
    return isComplete && segments.every(({ size }) => size > 0) ? true : undefined;
  }, 300_000);
}
