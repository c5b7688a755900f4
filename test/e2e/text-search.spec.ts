import type { Page } from "@playwright/test";
import { expectAccessible } from "#test/support/accessible.ts";
import { expect, test } from "#test/support/browser.ts";

const TEXT = "The captain lowered his boat, and the whale went down without a sound.";
const PATH = `/search/text?${new URLSearchParams({ text: TEXT, model: "tiny-llama-7m", source: "4-res-4k" })}`;

const whole = (page: Page) => page.getByRole("list", { name: "Features of the whole text, best first" });
const tokens = (page: Page) => page.getByRole("listbox", { name: "Tokens of the text" }).getByRole("option");
const textField = (page: Page) => page.getByRole("textbox", { name: /^A text/ });

/** Types until the page's script counts: before that, a form is sent the plain way and nothing else works. */
async function fillWhenReady(page: Page, text: string): Promise<void> {
  await expect(async () => {
    await textField(page).fill("");
    await textField(page).fill(text);
    await expect(page.getByText(`${text.length.toLocaleString("en-GB")} / 2,000`)).toBeVisible({ timeout: 500 });
  }).toPass();
}

/** Chooses a token as soon as the page listens. */
async function chooseToken(page: Page, position: number): Promise<void> {
  await expect(async () => {
    await tokens(page).nth(position).click();
    await expect(tokens(page).nth(position)).toHaveAttribute("aria-selected", "true", { timeout: 500 });
  }).toPass();
}

test("a visitor pastes a text, finds its features, opens one, and comes back to the same list", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "see which fire on a text of yours" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Which features fire on a text" })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: /^4-res-4k/ })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: /^3-tc-4k/ })).not.toBeChecked();
  await fillWhenReady(page, TEXT);
  await page.getByRole("button", { name: "Find features" }).click();
  await expect(whole(page).getByRole("listitem")).toHaveCount(20);
  await expect(page).toHaveURL(/text=The\+captain/);
  const best = whole(page).getByRole("listitem").first();
  await expect(best.locator("mark.p")).toBeVisible();
  await expect(best).toContainText(/\d bits/);
  await expect(best).toContainText(/in the corpus/);
  const address = (await best.getByRole("link").first().textContent()) ?? "";
  await best.getByRole("link").first().click();
  await expect(page).toHaveURL(new RegExp(`/tiny-llama-7m/${address}$`));
  await page.goBack();
  await expect(whole(page).getByRole("link").first()).toHaveText(address);
});

test("an address computes the same list again, in the sources it names", async ({ page }) => {
  await page.goto(PATH);
  const addresses = await whole(page).getByRole("link", { name: /^\d/ }).allTextContents();
  expect(addresses.length).toBe(20);
  expect(addresses.every((address) => address.startsWith("4-res-4k/"))).toBe(true);
  await page.reload();
  expect(await whole(page).getByRole("link", { name: /^\d/ }).allTextContents()).toEqual(addresses);
  await expect(textField(page)).toHaveValue(TEXT);
  await expect(page.getByRole("checkbox", { name: /^3-tc-4k/ })).not.toBeChecked();
});

test("a token shows its features, and a feature its trace over the text", async ({ page }) => {
  await page.goto(PATH);
  await chooseToken(page, 1);
  const panel = page.getByRole("region", { name: /^On token 2/ });
  await expect(panel.getByRole("listitem")).toHaveCount(5);
  await panel
    .getByRole("button", { name: /^Over the text/ })
    .first()
    .click();
  // What fires on the token is lit there, with its value to be read.
  await expect(tokens(page).nth(1).locator("mark")).toHaveAttribute("data-v", /\d/);
  await panel
    .getByRole("button", { name: /^Over the text/ })
    .first()
    .click();
  await expect(tokens(page).locator("mark")).toHaveCount(0);
});

test("arrow keys move over the text's tokens, and do not leave the page", async ({ page }) => {
  await page.goto(PATH);
  await chooseToken(page, 2);
  await page.keyboard.press("ArrowRight");
  await expect(tokens(page).nth(3)).toBeFocused();
  await expect(page.getByRole("heading", { name: /^On token 4/ })).toBeVisible();
  await page.keyboard.press("End");
  await expect(tokens(page).last()).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(tokens(page).last()).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowLeft");
  await expect(tokens(page).first()).toBeFocused();
  await page.getByText("Whole text", { exact: true }).click();
  await expect(whole(page)).toBeVisible();
  await expect(page).toHaveURL(/\/search\/text\?/);
});

test("a text too long for an address is searched all the same, and said not to be shareable", async ({ page }) => {
  await page.goto("/search/text");
  const text = "北海の鯨。".repeat(110);
  await fillWhenReady(page, text);
  await page.getByRole("button", { name: "Find features" }).click();
  await expect(page.getByText("cannot be shared by a link")).toBeVisible();
  await expect(whole(page).getByRole("listitem")).toHaveCount(20);
  await expect(page).toHaveURL(/\/search\/text$/);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the form and the list of the whole text work", async ({ page }) => {
    await page.goto("/search/text");
    await textField(page).fill(TEXT);
    await page.getByRole("button", { name: "Find features" }).click();
    await expect(whole(page).getByRole("listitem")).toHaveCount(20);
    await expect(page.getByRole("button", { name: /^Over the text/ }).first()).toBeHidden();
  });
});

test("a text that cannot be read is said to be, not shown as one on which nothing fires", async ({ page }) => {
  await page.goto(`/search/text?${new URLSearchParams({ text: "x".repeat(2_001) })}`);
  await expect(page.getByRole("alert").filter({ hasText: "at most 2000 characters" })).toBeVisible();
  await page.goto(`/search/text?${new URLSearchParams({ text: "🐋".repeat(800) })}`);
  await expect(page.getByRole("alert").filter({ hasText: /tokens for this model/ })).toBeVisible();
  await expect(whole(page)).toHaveCount(0);
});

test("the search by text is accessible and fits every screen, with a token, a trace and the whole text", async ({
  page,
}) => {
  await page.goto("/search/text");
  await expectAccessible(page);
  await page.goto(PATH);
  await chooseToken(page, 1);
  await page
    .getByRole("button", { name: /^Over the text/ })
    .first()
    .click();
  await expectAccessible(page);
  await page.getByText("Whole text", { exact: true }).click();
  await expectAccessible(page);
});
