import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "#test/support/browser.ts";

export type Screen = { width: number; colorScheme: "light" | "dark" };

const HEIGHT = 844;

/** Both ends of what a page is read on, and both schemes. */
export const SCREENS: readonly Screen[] = [
  { width: 390, colorScheme: "light" },
  { width: 1440, colorScheme: "dark" },
];

/** An open page holds nothing that axe objects to and never scrolls sideways, on each of these screens. */
export async function expectAccessible(page: Page, screens: readonly Screen[] = SCREENS): Promise<void> {
  for (const { width, colorScheme } of screens) {
    await page.setViewportSize({ width, height: HEIGHT });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectNoViolations(page);
    const scrolled = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(scrolled, `${page.url()} is wider than ${width} px`).toBeLessThanOrEqual(width);
  }
}

/** axe objects to nothing of a page as it stands. */
export async function expectNoViolations(page: Page): Promise<void> {
  // In one piece: in parts, for the frames that no page of ours has, it takes twice as long.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  expect(found, page.url()).toEqual([]);
}
