import type { Page } from "@playwright/test";
import * as z from "zod";
import { expectAccessible, expectNoViolations } from "#test/support/accessible.ts";
import { expect, test } from "#test/support/browser.ts";

const SOURCE = "/tiny-llama-7m/4-res-4k";

/** A live feature of the source, as a visitor who asks for a random one finds it. */
async function openLiveFeature(page: Page): Promise<string> {
  await page.goto(`${SOURCE}/random`);
  const { pathname } = new URL(page.url());
  expect(pathname).toMatch(/^\/tiny-llama-7m\/4-res-4k\/\d+$/);
  return pathname;
}

/** Until the page's script runs, keys do nothing; it shows by letting Tab reach the first example. */
async function untilKeysWork(page: Page): Promise<void> {
  await expect(strongest(page).getByRole("listitem").first()).toHaveAttribute("tabindex", "0");
}

const strongest = (page: Page) => page.getByRole("list", { name: "Strongest examples" });

test("the first thing on the home page is a real feature with a lit example", async ({ page }) => {
  await page.goto("/");
  const specimen = page.getByRole("region", { name: "A feature" });
  await expect(specimen.locator("mark.p")).toBeVisible();
  await specimen.getByRole("link", { name: /^tiny-llama-7m\// }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Feature \d+ of/ })).toBeVisible();
});

test("a visitor walks from the home page to a source, through its table and into a feature", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "4-res-4k", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "4-res-4k" })).toBeVisible();
  await page.getByRole("link", { name: /^Active on/ }).click();
  await expect(page).toHaveURL(/sort=density/);
  await expect(page.getByRole("columnheader", { name: /^Active on/ })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("region", { name: "Feature table" }).getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Feature \d+ of 4-res-4k$/ })).toBeVisible();
});

test("walking the table forward and back returns to the same rows", async ({ page }) => {
  const firstRow = page.getByRole("region", { name: "Feature table" }).getByRole("row").nth(1);
  await page.goto(`${SOURCE}?sort=max`);
  const first = await firstRow.textContent();
  await page.getByRole("link", { name: "Later →" }).click();
  await expect(firstRow).not.toHaveText(first ?? "");
  await page.getByRole("link", { name: "← Earlier" }).click();
  await expect(firstRow).toHaveText(first ?? "");
});

test("filters are the URL: a form fills it and a reload keeps it", async ({ page }) => {
  await page.goto(SOURCE);
  await page.getByLabel("State").selectOption("live");
  await page.getByLabel("Density from").fill("0.01");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/state=live/);
  await page.reload();
  await expect(page.getByLabel("State")).toHaveValue("live");
  await expect(page.getByLabel("Density from")).toHaveValue("0.01");
  await expect(page.getByRole("cell", { name: "dead", exact: true })).toHaveCount(0);
});

test("a bad filter or a cursor of another listing leads to the listing, not to an error", async ({ page }) => {
  await page.goto(`${SOURCE}?sort=colour`);
  await expect(page).toHaveURL(new RegExp(`${SOURCE}$`));
  await page.goto(`${SOURCE}?sort=max&cursor=nonsense`);
  await expect(page).toHaveURL(/\?sort=max$/);
});

test("a feature's first screen holds its address, examples, what it promotes and how rare it is", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const path = await openLiveFeature(page);
  await expect(page.getByText(path.slice(1).replaceAll("/", " / "))).toBeInViewport();
  await expect(strongest(page).locator("mark.p").first()).toBeInViewport();
  await expect(page.getByRole("heading", { name: "Promotes", exact: true })).toBeInViewport();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.getByRole("heading", { name: "How rare" })).toBeInViewport();
});

test("previous and next lead through the source, by link and by key", async ({ page }) => {
  await page.goto(`${SOURCE}/10`);
  await untilKeysWork(page);
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/\/11$/);
  await expect(page.getByRole("heading", { level: 1, name: "Feature 11 of 4-res-4k" })).toBeVisible();
  // A key pressed before the links are hydrated loads the next page whole, and that one does not listen at once.
  await untilKeysWork(page);
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/\/10$/);
  await page.getByRole("link", { name: "Next feature, 11" }).click();
  await expect(page).toHaveURL(/\/11$/);
});

test("j and k walk the examples and read out their values", async ({ page }) => {
  await openLiveFeature(page);
  await untilKeysWork(page);
  const examples = strongest(page).getByRole("listitem");
  await page.keyboard.press("j");
  await expect(examples.first()).toBeFocused();
  const value = await examples.first().locator("mark.p").getAttribute("data-v");
  await expect(page.getByRole("status")).toContainText(value ?? "no value");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(examples.first()).toBeFocused();
});

test("a lit token tells its value under the pointer", async ({ page }) => {
  await openLiveFeature(page);
  await untilKeysWork(page);
  const mark = strongest(page).locator("mark.p").first();
  await mark.hover();
  await expect(page.getByRole("status")).toContainText((await mark.getAttribute("data-v")) ?? "no value");
});

test("the full range shows the whole text of every example", async ({ page }) => {
  await openLiveFeature(page);
  await untilKeysWork(page);
  const last = page.locator(".example .passage").last();
  const snippet = (await last.textContent()) ?? "";
  await page.getByRole("radio", { name: "Full" }).check({ force: true });
  await expect(last).not.toHaveText(snippet);
  expect(((await last.textContent()) ?? "").length).toBeGreaterThan(snippet.length);
});

test("a sentence can be tried against a feature, and the answer is lit", async ({ page }) => {
  await openLiveFeature(page);
  await untilKeysWork(page);
  const words = (await strongest(page).locator(".passage").first().textContent()) ?? "";
  await page.getByRole("textbox", { name: "Text to run through the model" }).fill(words.trim().slice(0, 400));
  await page.keyboard.press("Enter");
  await expect(page.getByText(/Strongest on “|Silent on every token/)).toBeVisible();
});

test("the theme is chosen once and kept", async ({ page }) => {
  await page.goto("/about");
  await page.getByRole("button", { name: /^Theme: auto/ }).click();
  await page.getByRole("button", { name: /^Theme: light/ }).click();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("examples, tables and neighbours are all there without a script", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await openLiveFeature(page);
  await expect(strongest(page).getByRole("listitem")).toHaveCount(3);
  await expect(page.getByRole("heading", { name: "Nearest features" })).toBeVisible();
  const far = strongest(page).locator(".far");
  await page.getByText("Full", { exact: true }).click();
  for (const part of await far.all()) await expect(part).toBeVisible();
  await context.close();
});

test.describe("what does not exist", () => {
  test.use({ allowedProblems: [/404 \(Not Found\)/] });

  for (const path of [
    "/nope",
    "/tiny-llama-7m/9-none",
    `${SOURCE}/999999`,
    `${SOURCE}/01`,
    `${SOURCE}/x`,
    "/UPPER/4-res-4k/1",
  ]) {
    test(`${path} answers 404 with a way on`, async ({ page }) => {
      const response = await page.goto(path);
      expect(response?.status()).toBe(404);
      await expect(page.getByRole("heading", { level: 1, name: "Not in the catalog" })).toBeVisible();
    });
  }
});

/** The feature that its methods explain best, and the evidence for it. */
async function openBestExplained(page: Page): Promise<{ feature: string; evidence: string }> {
  await page.goto(`${SOURCE}/explanations`);
  const links = page
    .getByRole("table", { name: /^Explained best/ })
    .first()
    .getByRole("link");
  const [feature, evidence] = await Promise.all([links.nth(0).getAttribute("href"), links.nth(1).getAttribute("href")]);
  await page.goto(feature ?? "/no-best-explained");
  return { feature: feature ?? "", evidence: evidence ?? "" };
}

test("a feature begins with its best explanation, marked statistical, and its score; the evidence is a link away", async ({
  page,
}) => {
  await openBestExplained(page);
  const header = page.locator("article > header");
  await expect(header.getByText(/^Fires on /)).toBeVisible();
  await expect(header.getByText("statistical", { exact: true })).toBeVisible();
  await expect(header.getByText(/against \d/)).toBeVisible();
  const section = page.getByRole("region", { name: "Explanations" });
  await expect(section.getByRole("list", { name: "What it responds to" }).getByRole("listitem").first()).toContainText(
    /correlation.*by exact simulation.*precision/,
  );
  await header.getByRole("link", { name: "evidence" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Score by exact simulation" })).toBeVisible();
  const right = page.getByRole("list", { name: "Right" }).getByRole("listitem").first();
  await expect(right.locator("mark.c")).toHaveAttribute("data-v", /^is [\d.,]+, predicted [\d.,]+$/);
  await expect(right).toContainText(/\d+ predicted, \d+ missed/);
});

test("a feature tells whether its examples hang together, and the sets show it", async ({ page }) => {
  const list = await page.request.get(`/api/v1/sources${SOURCE}/features?sort=density&order=desc&limit=100`);
  const { items } = z.object({ items: z.array(z.object({ index: z.number() })) }).parse(await list.json());
  let scored: number | undefined;
  for (const { index } of items) {
    const answer = await page.request.get(`/api/v1/features${SOURCE}/${index}/coherence`);
    const { score } = z.object({ score: z.object({ state: z.string() }) }).parse(await answer.json());
    if (score.state === "scored") scored = index;
    if (scored !== undefined) break;
  }
  await page.goto(`${SOURCE}/${scored}`);
  const line = page.getByRole("region", { name: "Do the examples hang together?" });
  await expect(line).toContainText(/accuracy \(\d.*to.*\), against 0\.[2-9]/);
  await line.getByRole("link", { name: "see the sets" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Score by intruder coherence" })).toBeVisible();
  await expect(page.getByRole("row", { name: /^This feature/ })).toBeVisible();
  const set = page.getByRole("list", { name: /set 1$/ }).first();
  await expect(set.getByRole("listitem")).toHaveCount(5);
  await expect(set.getByText(/^The intruder/)).toHaveCount(1);
  await expectNoViolations(page);
  await page.goto(`${SOURCE}/explanations`);
  await expect(page.getByRole("region", { name: "Features themselves, without an explanation" })).toContainText(
    "intruder coherence",
  );
});

test("from an explanation the keyboard reaches its evidence and its method", async ({ page }) => {
  await openBestExplained(page);
  const section = page.getByRole("region", { name: "Explanations" });
  await section
    .getByRole("link", { name: /^token statistics/ })
    .first()
    .focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/explanations\/\d+$/);
  await page.getByRole("link", { name: "What it does" }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Exact simulation" })).toBeVisible();
});

test("an explanation is read without a script", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  const { evidence } = await openBestExplained(page);
  await expect(page.getByRole("region", { name: "Explanations" }).getByText(/^recall/)).not.toHaveCount(0);
  await page.goto(evidence);
  await page.getByText("The same as a table").click();
  await expect(page.getByRole("columnheader", { name: "Recall" })).toBeVisible();
  await context.close();
});

test("evidence is accessible and fits every screen", async ({ page }) => {
  const { evidence } = await openBestExplained(page);
  await page.goto(evidence, { waitUntil: "networkidle" });
  await expectAccessible(page, [
    { width: 390, colorScheme: "dark" },
    { width: 1440, colorScheme: "light" },
  ]);
});

test.describe("evidence that is not there", () => {
  test.use({ allowedProblems: [/404 \(Not Found\)/] });

  test("is a 404: another feature's, none at all, no number", async ({ page }) => {
    const { evidence } = await openBestExplained(page);
    const id = evidence.split("/").at(-1) ?? "";
    const index = Number(evidence.split("/")[3]);
    for (const path of [
      `${SOURCE}/${index + 1}/explanations/${id}`,
      `${SOURCE}/${index}/explanations/999999999`,
      `${SOURCE}/${index}/explanations/x`,
    ]) {
      expect((await page.goto(path))?.status(), path).toBe(404);
    }
  });
});

test("a dead feature says so, and over how many tokens", async ({ page }) => {
  await page.goto("/tiny-llama-7m/3-tc-4k?state=dead");
  await page.getByRole("region", { name: "Feature table" }).getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("heading", { name: "A dead feature" })).toBeVisible();
  await expect(page.getByText(/not active on any of the [\d,]+ tokens/)).toBeVisible();
});

const PAGES = [
  "/",
  "/tiny-llama-7m",
  SOURCE,
  `${SOURCE}?sort=score`,
  `${SOURCE}/10`,
  "/tiny-llama-7m/1/10",
  "/jobs",
  "/about",
  "/search?q=the",
  `${SOURCE}/explanations`,
  "/methods",
  "/methods/exact-simulation",
  "/methods/intruder-coherence",
];

for (const path of PAGES)
  test(`${path} is accessible and fits every screen`, async ({ page }) => {
    await page.goto(path, { waitUntil: "networkidle" });
    await expectAccessible(page);
  });

test("an edition that is no more leads to the feature as it is now", async ({ page }) => {
  const answer = await page.goto(`${SOURCE}/10/at/0123456789abcdef`);
  expect(answer?.status()).toBe(200);
  expect(new URL(page.url()).pathname).toBe(`${SOURCE}/10`);
  await expect(page.getByRole("heading", { level: 1, name: "Feature 10 of 4-res-4k" })).toBeVisible();
});

test("a feature page stays small", async ({ request }) => {
  const response = await request.get(`${SOURCE}/10`);
  expect((await response.body()).byteLength).toBeLessThan(140_000);
});

test("a reader sorts a source's features by score, keeps a range and a method, and the address holds it all", async ({
  page,
}) => {
  await page.goto(SOURCE);
  const table = page.getByRole("region", { name: "Feature table" });
  const links = table.locator("[data-column=score]").getByRole("link", { name: /, the evidence$/ });
  const numbers = async () => (await links.allTextContents()).map((text) => Number.parseFloat(text.replace("−", "-")));
  await table
    .getByRole("columnheader", { name: /^Score/ })
    .getByRole("link")
    .click();
  await expect(page).toHaveURL(/sort=score/);
  await expect(table.getByRole("columnheader", { name: /^Score/ })).toHaveAttribute("aria-sort", "descending");
  const highest = await numbers();
  expect(highest.length).toBeGreaterThan(5);
  expect(highest).toEqual(highest.toSorted((a, b) => b - a));

  await page.getByLabel("Score from").fill("0.1");
  await page.getByLabel("Score to").fill("0.6");
  await page.getByLabel("Explained by").selectOption("token-statistics");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/scoreMin=0\.1/);
  for (const part of ["sort=score", "scoreMax=0.6", "method=token-statistics"]) expect(page.url()).toContain(part);
  await expect(links.first()).toBeVisible();
  const within = await numbers();
  expect(within.filter((value) => value < 0.1 || value > 0.6)).toEqual([]);

  await table
    .getByRole("columnheader", { name: /^Score/ })
    .getByRole("link")
    .click();
  await expect(table.getByRole("columnheader", { name: /^Score/ })).toHaveAttribute("aria-sort", "ascending");
  const lowest = await numbers();
  expect(lowest).toEqual(lowest.toSorted((a, b) => a - b));
  await expect(page.getByLabel("Score to")).toHaveValue("0.6");
  await links.first().click();
  await expect(page.getByRole("heading", { level: 2, name: "Score by exact simulation" })).toBeVisible();
});

test("features without a score stand behind the others in either order, and say why they have none", async ({
  page,
}) => {
  const table = page.getByRole("region", { name: "Feature table" });
  for (const order of ["asc", "desc"]) {
    await page.goto(`${SOURCE}?sort=score&order=${order}`);
    await expect(
      table
        .getByRole("row")
        .nth(1)
        .getByRole("link", { name: /, the evidence$/ }),
    ).toBeVisible();
  }
  await page.goto(`${SOURCE}?sort=score&explained=no`);
  await expect(table.getByText(/^None: .*\.$/).first()).toBeVisible();
});

test("the table is sorted by score and its evidence opened by keyboard alone", async ({ page }) => {
  await page.goto(SOURCE);
  const table = page.getByRole("region", { name: "Feature table" });
  await table.focus();
  for (let at = 0; at < 4; at++) await page.keyboard.press("Tab");
  await expect(table.getByRole("link", { name: /^Score/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sort=score/);
  await table.locator("tbody").getByRole("link").first().focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/explanations\/\d+$/);
});

test("the features' spread is coloured by score on request, with a key to the colours", async ({ page }) => {
  await page.goto(SOURCE);
  const spread = page.getByRole("region", { name: "Rarity and strength" });
  const choice = spread.getByRole("checkbox", { name: "Colour by score" });
  const colours = () => spread.locator("path[stroke-linecap=round]").count();
  await choice.scrollIntoViewIfNeeded();
  expect(await colours()).toBe(1);
  await choice.focus();
  await page.keyboard.press("Space");
  await expect(spread.getByText("0.75 and more")).toBeVisible();
  expect(await colours()).toBe(5);
});
