import { afterAll, beforeAll, expect, test } from "vitest";
import { PROBLEMS } from "#lib/api/problem.ts";
import { APP_ERROR_CODES, AppError, type AppErrorCode } from "#lib/errors.ts";
import { requestActivations } from "#lib/jobs/live.ts";
import { beat } from "#lib/jobs/queries/workers.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { listen, type LiveServer } from "#workers/live/http-server.ts";

const REQUEST = { model: "tiny-llama-7m", source: "4-res-4k", index: 0, text: "text" };
const SECRET = "s3cret";
/** To the site this one means that the address is another machine's worker: it asks the next. */
const FOREIGN: AppErrorCode = "forbidden";

let database: TestDatabase;
let server: LiveServer;
let code: AppErrorCode = "conflict";

beforeAll(async () => {
  database = await createTestDatabase();
  const refuse = () => new AppError(code, `Refused as ${code}.`);
  const answers = {
    activations: () => Promise.reject(refuse()),
    overlap: () => Promise.reject(refuse()),
    // oxlint-disable-next-line require-yield -- refused before the first line
    async *textSearch() {
      throw refuse();
    },
  };
  server = await listen(answers, { secret: SECRET });
  const identity = { id: "pool-refusing", host: "here", pid: 1, provider: "cpu", url: server.url, secret: SECRET };
  await beat(database.db, identity);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

test.each(APP_ERROR_CODES.filter((known) => known !== FOREIGN))(
  "a worker's refusal reaches a visitor as it was meant: %s",
  async (refusal) => {
    code = refusal;
    await expect(requestActivations(database.db, REQUEST)).rejects.toMatchObject({
      name: "AppError",
      code: refusal,
      message: `Refused as ${refusal}.`,
    });
    const headers = { authorization: `Bearer ${SECRET}` };
    const body = JSON.stringify(REQUEST);
    const response = await fetch(new URL("/activations", server.url), { method: "POST", headers, body });
    expect(response.status).toBe(PROBLEMS[refusal].status);
  },
);
