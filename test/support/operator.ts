import type { Page } from "@playwright/test";

/** What the product under test is run with. */
export const OPERATOR_KEY = "operator-key-of-browser-tests";

/** Gives the page the operator's key, as its form on the jobs page does. */
export async function becomeOperator(page: Page): Promise<void> {
  await page.addInitScript((key) => sessionStorage.setItem("operator-key", key), OPERATOR_KEY);
}
