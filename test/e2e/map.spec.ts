import { expectAccessible } from "#test/support/accessible.ts";
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

test("the map's page is accessible and fits every screen", async ({ page }) => {
  await page.goto(`${SOURCE}/map`);
  await expect(page.getByRole("heading", { name: "Clusters" })).toBeVisible();
  await expectAccessible(page, [
    { width: 390, colorScheme: "dark" },
    { width: 1440, colorScheme: "light" },
  ]);
});
