import type { Page } from "playwright-core";
import { expect } from "vitest";

const patient = { timeout: 60_000 };

/** How many are in, once that is said of the rule as it stands. */
export async function countOf(page: Page): Promise<number> {
  await expect.poll(() => page.getByLabel("Counting").count(), patient).toBe(0);
  await page.locator('[data-testid="count"][data-ready="true"]').waitFor();
  return Number((await page.getByTestId("count").innerText()).replaceAll(/\D/g, ""));
}

export const input = (page: Page, label: string) =>
  page.locator(`input[aria-label="${label}"]`).last();

/** Chooses what a new condition at the end of the rule is about. */
export async function addCondition(page: Page, search: string): Promise<void> {
  // The list of a value that was chosen just now may still be open, over the button.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add a condition", exact: true }).last().click();
  await input(page, "What is the new condition about?").fill(search);
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
}
