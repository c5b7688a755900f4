import { LAUNCH_ARGS } from "../../playwright.config.ts";
import { expect, test } from "#test/support/browser.ts";

const SOURCE = "/tiny-llama-7m/4-res-4k";

// In software: machines that test have no graphics card.
test.use({
  launchOptions: {
    args: [
      ...LAUNCH_ARGS.filter((argument) => argument !== "--disable-gpu"),
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
    ],
    ...(process.env["CHROMIUM_PATH"] ? { executablePath: process.env["CHROMIUM_PATH"] } : {}),
  },
});

test("a reader walks the map by key, chooses features, compares and saves them", async ({ page }) => {
  await page.goto(`${SOURCE}/map`);
  const map = page.getByRole("application", { name: "Map of features" });
  await expect(map.getByText(/^Drawing/)).toHaveCount(0);
  await map.focus();
  for (const key of ["ArrowRight", "Space", "ArrowRight", "Space"]) await page.keyboard.press(key);
  await expect(map.getByRole("status")).toContainText("fires on");
  const chosen = page.getByRole("region", { name: "Chosen features" });
  await expect(chosen).toContainText("2 features chosen");
  const saving = page.waitForEvent("download");
  await chosen.getByRole("button", { name: "Save as CSV" }).click();
  expect((await saving).suggestedFilename()).toBe("tiny-llama-7m-4-res-4k-chosen.csv");
  await page.getByLabel("Colour by").selectOption("density");
  await expect(page).toHaveURL(/colour=density/);
  await chosen.getByRole("link", { name: "Compare them" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Features side by side" })).toBeVisible();
});

test("dragging round features chooses them", async ({ page }) => {
  await page.goto(`${SOURCE}/map`);
  const map = page.getByRole("application", { name: "Map of features" });
  await expect(map.getByText(/^Drawing/)).toHaveCount(0);
  await page.getByRole("button", { name: "Draw round features" }).click();
  const box = await map.boundingBox();
  if (!box) throw new Error("The map has no place.");
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(0.1, 0.1));
  await page.mouse.down();
  for (const [x, y] of [
    [0.9, 0.1],
    [0.9, 0.9],
    [0.1, 0.9],
    [0.1, 0.12],
  ] as const)
    await page.mouse.move(...at(x, y), { steps: 12 });
  await page.mouse.up();
  await expect(page.getByRole("region", { name: "Chosen features" })).toContainText(/\d features chosen/);
});
