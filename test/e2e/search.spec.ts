import type { Page } from "@playwright/test";
import { env } from "#lib/env.ts";
import { freePort } from "#scripts/postgres/ports.ts";
import type { Child } from "#scripts/supervisor/child.ts";
import { startSite, untilAnswering } from "#scripts/supervisor/site.ts";
import { expectAccessible, expectNoViolations } from "#test/support/accessible.ts";
import { expect, test } from "#test/support/browser.ts";

const results = (page: Page) => page.getByRole("list", { name: "Features found" });
const cards = (page: Page) => results(page).locator(":scope > li");
const field = (page: Page) => page.getByRole("combobox", { name: "A concept, words, or an address" });
const suggestions = (page: Page) => page.getByRole("listbox");

/** Until the page's script runs, `/` does nothing. */
async function focusField(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(field(page)).toBeFocused({ timeout: 500 });
  }).toPass();
}

/** A token that features are explained by, as people write it. */
async function knownWord(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/search?limit=100");
  const { items } = (await answer.json()) as { items: { topTokens: string[] }[] };
  // Its fourth and fifth letters can be told apart, as a slip of the pen needs.
  const word = items
    .flatMap(({ topTokens }) => topTokens)
    .find((token) => /^ [a-z]{3}([a-z])(?!\1)[a-z]{3,}$/.test(token));
  return word?.trim() ?? "no-word";
}

test("a concept finds features: their best example lit, their score drawn, what matches marked", async ({ page }) => {
  const word = await knownWord(page);
  await page.goto("/");
  await page.locator("main").getByRole("combobox").fill(word);
  await page.locator("main").getByRole("button", { name: "Find" }).click();
  await expect(page).toHaveURL(new RegExp(`/search\\?q=${word}$`));
  await expect(page.getByText(/by words and meaning, best match first/)).toBeVisible();
  const first = cards(page).first();
  await expect(first.locator(".passage mark.p")).toBeVisible();
  await expect(first.locator(".hit").first()).toBeVisible();
  await expect(first.getByText(/^1 in /)).toBeVisible();
  await first.getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /^Feature \d+ of/ })).toBeVisible();
});

test("a word with two letters swapped finds what was meant, and says so", async ({ page }) => {
  const word = await knownWord(page);
  const typo = word.slice(0, 3) + word[4] + word[3] + word.slice(5);
  await page.goto(`/search?q=${typo}&by=words`);
  await expect(page.getByText(`“${typo}” was read as`)).toBeVisible();
  await expect(cards(page).first()).toBeVisible();
});

test("a filter takes effect at once, is in the address and can be dropped", async ({ page }) => {
  await page.goto("/search");
  await expect(page.getByText(/best explained first/)).toBeVisible();
  const filters = page.getByRole("group", { name: "Layer" });
  const box = filters.getByRole("checkbox").first();
  await expect(async () => {
    await box.check({ timeout: 1_000 });
    await expect(page).toHaveURL(/layer=\d+/, { timeout: 2_000 });
  }).toPass();
  const layer = new URL(page.url()).searchParams.get("layer") ?? "none";
  const addresses = await results(page).getByRole("heading", { level: 2 }).allTextContents();
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) expect(address).toMatch(new RegExp(`^tiny-llama-7m/${layer}(-|/)`));
  await page.getByRole("link", { name: `Drop the filter layer ${layer}` }).click();
  await expect(page).toHaveURL(/\/search$/);
  await expect(box).not.toBeChecked();
});

test("pages of the results repeat no feature, and lead back", async ({ page }) => {
  await page.goto("/search?q=a+the+of+and+in&by=words");
  const seen: string[] = [];
  const read = async () => seen.push(...(await results(page).getByRole("heading", { level: 2 }).allTextContents()));
  await read();
  for (let number = 0; number < 2; number++) {
    const [first] = seen.slice(-20);
    await page.getByRole("link", { name: "Later →" }).click();
    await expect(results(page).getByRole("heading", { level: 2 }).first()).not.toHaveText(first ?? "");
    await read();
  }
  expect(new Set(seen).size).toBe(60);
  await page.getByRole("link", { name: "← Earlier" }).click();
  await expect(results(page).getByRole("heading", { level: 2 }).first()).toHaveText(seen[20] ?? "");
});

test("with the keyboard alone: a concept, a result by j and k, its page", async ({ page }) => {
  const word = await knownWord(page);
  await page.goto("/about");
  await focusField(page);
  await page.keyboard.type(word);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=/);
  await expect(cards(page).nth(1)).toBeVisible();
  await page.locator("h1").press("j");
  await expect(cards(page).nth(0).getByRole("link").first()).toBeFocused();
  await page.keyboard.press("j");
  await expect(cards(page).nth(1).getByRole("link").first()).toBeFocused();
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /^Feature \d+ of/ })).toBeVisible();
});

test("the type-ahead reaches a feature by part of its address, and says how many there are", async ({ page }) => {
  await page.goto("/about");
  await focusField(page);
  await page.keyboard.type("4-res-4k/12");
  await expect(suggestions(page).getByRole("option").first()).toContainText("tiny-llama-7m/4-res-4k/12");
  await expect(page.getByText(/^\d+ suggestions, reached with the arrow keys$/)).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(suggestions(page)).toBeHidden();
  await expect(field(page)).toHaveValue("4-res-4k/12");
  await page.keyboard.press("ArrowDown");
  await expect(suggestions(page).getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await expectNoViolations(page);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/tiny-llama-7m\/4-res-4k\/12$/);
});

test("an address that is sent goes to its page, one that is not here is searched as words", async ({ page }) => {
  await page.goto("/about");
  await focusField(page);
  await page.keyboard.type("4-res-4k/12");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/tiny-llama-7m\/4-res-4k\/12$/);
  await page.goto("/search?q=tiny-llama-7m");
  await expect(page).toHaveURL(/\/tiny-llama-7m$/);
  await page.goto("/search?q=24/7");
  await expect(page).toHaveURL(/\/search\?q=24\/7$/);
  await expect(page.getByText(/by words, best match first/)).toBeVisible();
});

test("what finds nothing says for what, and offers a way on", async ({ page }) => {
  await page.goto("/search?q=xqzvwk&by=words&layer=4");
  await expect(page.getByText("No feature was found for xqzvwk with layer 4.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Search without filters" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Search by words and meaning" })).toBeVisible();
  await expect(page.locator("main").getByRole("alert")).toHaveCount(0);
});

test("a filter that cannot be read, a cursor of another search: the text is searched all the same", async ({
  page,
}) => {
  await page.goto("/search?q=the&kind=cat");
  await expect(page.getByText(/could not be read/)).toBeVisible();
  await expect(cards(page).first()).toBeVisible();
  await page.goto("/search?q=the&cursor=nonsense");
  await expect(page).toHaveURL(/\/search\?q=the$/);
});

test("on a phone the results come first and filters open over them", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/search?q=the&by=words");
  await expect(cards(page).first().locator(".passage mark.p")).toBeInViewport();
  const layer = page.getByRole("group", { name: "Layer" });
  await expect(layer).toBeHidden();
  await page.getByRole("button", { name: "Filters" }).click();
  await layer.getByRole("checkbox").first().check();
  await expect(page).toHaveURL(/layer=/);
  await page.getByRole("button", { name: "Show" }).click();
  await expect(layer).toBeHidden();
  await expect(page.getByRole("button", { name: "Filters (1)" })).toBeVisible();
});

test("without a script the form searches and filters", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await page.goto("/about");
  await page.getByRole("combobox").fill("the");
  await page.keyboard.press("Enter");
  await expect(cards(page).first()).toBeVisible();
  await page.getByRole("group", { name: "Layer" }).getByRole("checkbox").first().check();
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/q=the.*layer=\d/);
  await expect(page.getByRole("link", { name: /^Drop the filter layer/ })).toBeVisible();
  await context.close();
});

test("the sitemap leads to every page, and robots to it", async ({ request, baseURL }) => {
  const read = async (url: string) => (await request.get(url)).text();
  const locations = (xml: string) => Array.from(xml.matchAll(/<loc>([^<]+)<\/loc>/g), ([, url]) => url ?? "");
  expect(await read("/robots.txt")).toContain(`Sitemap: ${baseURL}/sitemap.xml`);
  const files = locations(await read("/sitemap.xml"));
  expect(files).toContain(`${baseURL}/sitemaps/tiny-llama-7m/4-res-4k/0.xml`);
  expect(locations(await read(`${baseURL}/sitemaps/pages/0.xml`))).toContain(`${baseURL}/tiny-llama-7m/4-res-4k`);
  const features = locations(await read(`${baseURL}/sitemaps/tiny-llama-7m/4-res-4k/0.xml`));
  expect(features).toHaveLength(1024);
  expect((await request.get(features[17] ?? "")).status()).toBe(200);
  for (const none of ["pages/1.xml", "pages/x.xml", "tiny-llama-7m/4-res-4k/1.xml", "nope/4-res-4k/0.xml"])
    expect((await request.get(`/sitemaps/${none}`)).status(), none).toBe(404);
});

test("the jobs page says how far the index is, and what computes", async ({ page }) => {
  await page.goto("/jobs");
  await expect(page.getByText("1 worker on the processor (cpu).")).toBeVisible();
  await expect(page.getByText(/^The search index (is up to date|lacks)/)).toBeVisible();
});

for (const path of ["/search", "/search?q=the+sea&layer=4", "/search?q=xqzvwk&by=words"])
  test(`${path} is accessible and fits every screen`, async ({ page }) => {
    await page.goto(path, { waitUntil: "networkidle" });
    await expectAccessible(page, [
      { width: 390, colorScheme: "dark" },
      { width: 820, colorScheme: "light" },
      { width: 1440, colorScheme: "light" },
      { width: 1440, colorScheme: "dark" },
    ]);
  });

test.describe("while the engine is away", () => {
  let site: Child;
  let url: string;
  test.beforeAll(async () => {
    const own = { ...env, HOST: "127.0.0.1", PORT: await freePort() };
    // Nothing listens on port 1: of the embedded engine, the database is what can be away.
    site = startSite(own, {
      databaseUrl: "postgresql://nobody@127.0.0.1:1/none",
      development: false,
      onLine: () => undefined,
    });
    await untilAnswering(own, AbortSignal.timeout(60_000));
    url = `http://127.0.0.1:${own.PORT}`;
  });
  test.afterAll(() => site.stop(10_000));
  test.use({ allowedProblems: [/^request: /] });

  test("a search is an error that keeps what was looked for, not an empty list", async ({ page }) => {
    await page.goto(`${url}/search?q=whales&layer=4`);
    const alert = page.getByRole("alert").filter({ hasText: "Search gives no answer just now" });
    await expect(alert).toBeVisible();
    await expect(page.getByText(/No feature was found|^0 features/)).toHaveCount(0);
    await expect(page.locator("main").getByRole("combobox")).toHaveValue("whales");
    await expect(alert.getByRole("link", { name: "Try again" })).toHaveAttribute("href", "/search?q=whales&layer=4");
    await expect(page.getByRole("checkbox", { name: /layer 4/ })).toBeChecked();
  });
});
