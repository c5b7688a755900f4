import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "#test/support/browser.ts";

const SOURCE = "/tiny-llama-7m/4-res-4k";

test("without WebGL the page says so, and its table leads to every cluster", async ({ page }) => {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await page.goto(SOURCE);
  await page.getByRole("link", { name: "A map of them" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("draws no WebGL");
  const clusters = page.getByRole("table").filter({ hasText: "Set apart by" });
  const row = clusters.getByRole("row").nth(1);
  const features = await row.getByRole("cell").nth(1).textContent();
  await row.getByRole("rowheader").getByRole("link").click();
  await expect(page).toHaveURL(/cluster=0/);
  await expect(page.getByRole("main")).toContainText("Of cluster 1 of the map");
  await expect(page.getByRole("main")).toContainText(`${features} features`);
});

for (const { width, colorScheme } of [
  { width: 390, colorScheme: "dark" },
  { width: 1440, colorScheme: "light" },
] as const)
  test(`the map's page holds nothing that axe objects to, and never scrolls sideways: ${width} px, ${colorScheme}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.goto(`${SOURCE}/map`);
    await expect(page.getByRole("heading", { name: "Clusters" })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
