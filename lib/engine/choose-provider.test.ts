import { expect, test } from "vitest";
import { chooseProvider } from "#lib/engine/choose-provider.ts";

const starts = async () => {};
const fails = async () => {
  throw new Error("no such library");
};

test("the one asked for is taken where it starts", async () => {
  expect(await chooseProvider("cuda", "cpu", starts)).toEqual({ provider: "cuda" });
  expect(await chooseProvider("cpu", undefined, fails)).toEqual({ provider: "cpu" });
});

test("another takes its place only where that is allowed", async () => {
  expect(await chooseProvider("cuda", "cpu", fails)).toMatchObject({
    provider: "cpu",
    failure: { message: "no such library" },
  });
  await expect(chooseProvider("webgpu", undefined, fails)).rejects.toThrow(
    "EXECUTION_PROVIDER is webgpu, which does not start on this machine",
  );
});

test("a real one either computes or is refused with that sentence", async () => {
  await expect(
    chooseProvider("cuda", undefined).then(
      ({ provider }) => provider,
      (error: unknown) => String(error),
    ),
  ).resolves.toMatch(/^cuda$|does not start on this machine/);
});
