import type { APIRequestContext } from "@playwright/test";
import { FeatureDetail, FeaturePage, type JobView } from "#lib/catalog/schema.ts";
import { AGREEABLE_MODEL } from "#test/support/agreeable-llm.ts";
import { expect, test } from "#test/support/browser.ts";
import { becomeOperator, OPERATOR_KEY } from "#test/support/operator.ts";

/** Not the source that other tests read: what is explained here stays. */
const SOURCE = "tiny-llama-7m/3-tc-4k";
/** Running a model over its text takes seconds, and minutes on a machine that has other things to do. */
const JOB_TIMEOUT_MS = 240_000;

/** The explained feature that fires most but for `rank` others: each test has its own. */
async function findExplained(request: APIRequestContext, rank: number): Promise<FeatureDetail> {
  const response = await request.get(`/api/v1/sources/${SOURCE}/features?sort=density&order=desc&limit=50`);
  const explained = FeaturePage.parse(await response.json()).items.filter(({ explanation }) => explanation?.score);
  return FeatureDetail.parse(await (await request.get(`/api/v1/features/${SOURCE}/${explained[rank]?.index}`)).json());
}

async function untilJobsAreDone(request: APIRequestContext, title: RegExp): Promise<void> {
  const read = async () => {
    const { items }: { items: JobView[] } = await (await request.get("/api/v1/jobs")).json();
    return items.filter((job) => title.test(job.title)).map(({ state, error }) => [state, error]);
  };
  await expect.poll(read, { timeout: JOB_TIMEOUT_MS }).toEqual([["done", null]]);
}

test("the operator has an explanation judged from its feature's page, and what is scored is not scored again", async ({
  page,
  request,
}) => {
  test.setTimeout(2 * JOB_TIMEOUT_MS);
  const { address, explanations } = await findExplained(request, 0);
  const explanation = explanations.find(({ side }) => side === "input");
  await becomeOperator(page);
  await page.goto(`/${address}`);
  const row = page.getByRole("list", { name: "What it responds to" }).getByRole("listitem").first();
  const score = async (scorer: string) => {
    await row.getByRole("combobox").selectOption(scorer);
    await row.getByRole("button", { name: /^Score/ }).click();
  };
  await score("exact-simulation");
  await expect(row.getByText("Nothing to do: this scorer has scored it")).toBeVisible();
  await score("detection");
  await expect(row.getByText("Asked. The jobs page shows how far it is")).toBeVisible();
  await untilJobsAreDone(request, new RegExp(`^Score explanation ${explanation?.id} of`));
  await page.goto(`/${address}/explanations/${explanation?.id}`);
  await expect(page.getByRole("heading", { level: 2, name: "Score by detection" })).toBeVisible();
  await expect(page.getByText(`judged by ${AGREEABLE_MODEL}`)).toBeVisible();
  await page.getByRole("combobox", { name: /^Scorer for/ }).selectOption("detection");
  await page.getByRole("button", { name: /^Score/ }).click();
  await expect(page.getByText("Nothing to do: this scorer has scored it")).toBeVisible();
  await page.goto("/jobs");
  const job = page.getByRole("listitem").filter({ hasText: `Score explanation ${explanation?.id} of` });
  await expect(job).toContainText(/Done.*\d+ tokens in \d+ calls/s);
});

test("the operator has a feature explained by a language model from its page", async ({ page, request }) => {
  test.setTimeout(2 * JOB_TIMEOUT_MS);
  const { address } = await findExplained(request, 1);
  await becomeOperator(page);
  await page.goto(`/${address}`);
  await page.getByRole("combobox", { name: /^Explain with/ }).selectOption("marked-windows");
  await page.getByRole("button", { name: "Explain and score" }).click();
  await expect(page.getByText("Asked. The jobs page shows how far it is")).toBeVisible();
  await untilJobsAreDone(request, new RegExp(`^Explain ${address} by marked-windows$`));
  await page.reload();
  await expect(page.getByRole("list", { name: "What it responds to" })).toContainText("The word whale");
});

test("nobody else is offered any of it", async ({ page, request }) => {
  const { address } = await findExplained(request, 2);
  await page.goto(`/${address}`);
  await expect(page.getByRole("list", { name: "What it responds to" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Score|Explain)/ })).toHaveCount(0);
});

test("a list in the queue is cancelled with one button", async ({ page, request }) => {
  const response = await request.get(`/api/v1/sources/${SOURCE}/features?sort=density&order=desc&limit=100`);
  const features = FeaturePage.parse(await response.json()).items.map(({ index }) => `${SOURCE}/${index}`);
  const asked = await request.post("/api/v1/explanations", {
    headers: { authorization: `Bearer ${OPERATOR_KEY}` },
    data: { features, explainer: "token-activation-pairs" },
  });
  const { work, jobs }: { work: string; jobs: JobView[] } = await asked.json();
  expect(jobs).toHaveLength(4);
  await becomeOperator(page);
  await page.goto("/jobs");
  await page.getByRole("button", { name: `Cancel: all of ${work}` }).click();
  const states = async () => {
    const now: { jobs: JobView[] } = await (await request.get(`/api/v1/works/${work}`)).json();
    return new Set(now.jobs.map(({ state }) => state));
  };
  // A worker may have finished the first of them before the button was there.
  const unfinished = async () => [...(await states())].filter((state) => state === "waiting" || state === "running");
  await expect.poll(unfinished, { timeout: JOB_TIMEOUT_MS }).toEqual([]);
  expect(await states()).toContain("cancelled");
});

test("a visit is told once a tab, however often the page is loaded", async ({ page, request }) => {
  const { address } = await findExplained(request, 3);
  const told: string[] = [];
  page.on("request", (sent) => {
    if (sent.url().endsWith("/views")) told.push(new URL(sent.url()).pathname);
  });
  await page.goto(`/${address}`);
  await expect.poll(() => told).toEqual([`/api/v1/features/${address}/views`]);
  await page.reload();
  // Once this is so, the page's script has run.
  const first = page.getByRole("list", { name: "Strongest examples" }).getByRole("listitem").first();
  await expect(first).toHaveAttribute("tabindex", "0");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => told.length).toBe(2);
  expect(new Set(told).size).toBe(2);
});
