import { expectAccessible } from "#test/support/accessible.ts";
import { expect, test } from "#test/support/browser.ts";

const MODEL = "tiny-llama-7m";
const [FIRST, SECOND] = [`${MODEL}/4-res-4k/12`, `${MODEL}/3-tc-4k/34`];
const SHOWN = `/compare?feature=${FIRST}&feature=${SECOND}`;

test("from a feature's page a reader puts another beside it, and a worker says what they have in common", async ({
  page,
}) => {
  await page.goto(`/${FIRST}`);
  await page.getByRole("link", { name: "compare", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Features side by side" })).toBeVisible();
  await page.getByRole("textbox", { name: /another feature/ }).fill("3-tc-4k/34");
  await page.getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("region", { name: FIRST })).toBeVisible();
  await expect(page.getByRole("region", { name: SECOND })).toBeVisible();
  const overlap = page.getByRole("table").filter({ hasText: "Where this one is active" });
  await expect(overlap.getByRole("row")).toHaveCount(4);
  await expect(overlap).toContainText("by chance");
  await expect(page.getByRole("heading", { name: "Where they point" })).toBeVisible();
  await page.getByRole("link", { name: `Take ${FIRST} away` }).click();
  await expect(page.getByRole("region", { name: FIRST })).toHaveCount(0);
});

test("a feature's page names the features like it in other sources, with what chance comes to", async ({ page }) => {
  await page.goto(`/${FIRST}`);
  const similar = page.getByRole("region", { name: "Like it in other sources" });
  await expect(similar.getByRole("columnheader", { name: "By chance" })).toBeVisible();
  await expect(similar.getByRole("link", { name: /^3-tc-4k\// }).first()).toBeVisible();
  await similar.getByRole("link", { name: /side by side/ }).click();
  await expect(page).toHaveURL(/\/compare\?feature=/);
  await expect(page.getByRole("heading", { name: "Active together" })).toBeVisible();
});

test("features ticked in a table or among search results are put side by side", async ({ page }) => {
  for (const list of [`/${MODEL}/4-res-4k`, "/search?q=the"]) {
    await page.goto(list);
    const ticks = page.getByRole("checkbox", { name: /^Compare / });
    await ticks.nth(0).check();
    await ticks.nth(2).check();
    await page.getByRole("button", { name: "Compare those ticked" }).click();
    await expect(page.getByRole("main").getByRole("link", { name: /^Take .* away$/ })).toHaveCount(2);
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("what features have in common is there all the same, once a worker has the graph open", async ({ page }) => {
    // A page without a script waits a few seconds for the answer; a busy machine takes longer the first time.
    await expect(async () => {
      await page.goto(SHOWN);
      await expect(page.getByRole("table").filter({ hasText: "Where this one is active" })).toBeVisible({
        timeout: 1_000,
      });
    }).toPass();
    await expect(page.getByRole("heading", { name: "Where they point" })).toBeVisible();
    await expect(page.getByText("A worker reads sequences")).toBeHidden();
  });
});

test("what names no feature is said, and the others are shown", async ({ page }) => {
  await page.goto(`/compare?feature=${FIRST}&feature=nonsense&feature=${MODEL}/4-res-4k/999999`);
  await expect(page.getByRole("region", { name: FIRST })).toBeVisible();
  const problems = page.getByRole("main").getByRole("alert");
  await expect(problems).toContainText("“nonsense” is not the address of a feature");
  await expect(problems).toContainText("999999” is not in the catalog");
});

test("a visitor is shown a feature worth a look", async ({ page }) => {
  await page.goto("/random");
  await expect(page.getByRole("heading", { level: 1, name: /^Feature \d+ of/ })).toBeVisible();
});

test("the comparison is accessible and fits every screen", async ({ page }) => {
  await page.goto(SHOWN);
  await expect(page.getByRole("heading", { name: "Where they point" })).toBeVisible();
  await expectAccessible(page, [
    { width: 390, colorScheme: "dark" },
    { width: 1440, colorScheme: "light" },
  ]);
});

for (const path of ["/random", `/${MODEL}/4-res-4k/random`])
  test(`${path} sends on to a feature, and nothing keeps to which`, async ({ page }) => {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    expect(answer.status()).toBe(303);
    expect(answer.headers()).toMatchObject({
      "cache-control": "no-store",
      location: expect.stringMatching(/^\/[^/]+\/[^/]+\/\d+$/),
    });
  });
