import { expect, test as base } from "@playwright/test";

export type StrictOptions = {
  /** Console errors that a test provokes on purpose, such as the 404 of an unknown feature. */
  allowedProblems: RegExp[];
};

/** Playwright's test, failing on any error in the browser's console, uncaught error or request to another machine. */
export const test = base.extend<StrictOptions & { strict: void }>({
  allowedProblems: [[], { option: true }],
  strict: [
    async ({ context, baseURL, allowedProblems }, use) => {
      const problems: string[] = [];
      // Asked for by the browser itself where it has not read yet which icon a page names.
      const allowed = [/\/favicon\.ico\)$/, ...allowedProblems];
      context.on("weberror", (error) => problems.push(`uncaught: ${error.error().message}`));
      context.on("console", (message) => {
        if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
      });
      context.on("request", (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol.startsWith("http") && origin !== baseURL) problems.push(`request: ${request.url()}`);
      });
      await use();
      expect(problems.filter((problem) => !allowed.some((one) => one.test(problem)))).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
