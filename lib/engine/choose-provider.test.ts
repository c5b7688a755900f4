import { expect, test } from "vitest";
import { chooseProvider, type TryProvider } from "#lib/engine/choose-provider.ts";

const starts = async () => {};
const fails = async () => {
  throw new Error("no such library");
};

test("the one asked for is taken where it starts", async () => {
  expect(await chooseProvider("cuda", "cpu", "f32", starts)).toEqual({ provider: "cuda" });
  expect(await chooseProvider("cpu", undefined, "f32", fails)).toEqual({ provider: "cpu" });
});

test("another takes its place only where that is allowed", async () => {
  expect(await chooseProvider("cuda", "cpu", "f32", fails)).toMatchObject({
    provider: "cpu",
    failure: { message: "no such library" },
  });
  await expect(chooseProvider("webgpu", undefined, "f32", fails)).rejects.toThrow(
    "EXECUTION_PROVIDER is webgpu, which does not start on this machine",
  );
});

test("one that cannot compute with weights as they are held counts as one that does not start", async () => {
  const lacksHalves: TryProvider = async (_provider, weights) => {
    if (weights === "f16") throw new Error("Gather requires f16 but the device does not support it");
  };
  expect(await chooseProvider("webgpu", undefined, "int8", lacksHalves)).toEqual({ provider: "webgpu" });
  await expect(chooseProvider("webgpu", undefined, "f16", lacksHalves)).rejects.toThrow(
    "does not start on this machine with ENGINE_WEIGHTS=f16; install what it needs",
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
