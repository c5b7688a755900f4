import { expect, test } from "vitest";
import { parseSaelensConfig } from "#lib/sae/formats/saelens-config.ts";
import { plainModel } from "#lib/sae/testing/model-layouts.ts";

const base = {
  architecture: "topk",
  d_in: 4,
  d_sae: 10,
  k: 3,
  dtype: "float32",
  metadata: { hook_name: "blocks.4.hook_resid_post", model_name: "m" },
};

test("version 6: fields at the top, the hook in the metadata", () => {
  expect(parseSaelensConfig(plainModel, base).shape).toMatchObject({
    kind: "sae",
    architecture: "topk",
    hookIn: "blocks.4.hook_resid_post",
    hookOut: "blocks.4.hook_resid_post",
    dIn: 4,
    dOut: 4,
    features: 10,
    k: 3,
    applyDecoderBiasToInput: true,
    metadata: { model_name: "m" },
  });
});

test("before version 6: flat, with the old names", () => {
  const flat = {
    d_in: 4,
    d_sae: 10,
    hook_point: "blocks.0.hook_mlp_out",
    activation_fn_str: "topk",
    activation_fn_kwargs: { k: 2 },
    apply_b_dec_to_input: false,
    normalize_activations: "none",
    prepend_bos: false,
    context_size: 128,
  };
  expect(parseSaelensConfig(plainModel, flat).shape).toMatchObject({
    kind: "sae",
    architecture: "topk",
    k: 2,
    applyDecoderBiasToInput: false,
    metadata: { prepend_bos: false, context_size: 128 },
  });
});

test.each([
  ["none", undefined],
  [false, undefined],
  ["layer_norm", "layer-norm"],
  ["constant_norm_rescale", "constant-norm"],
])("normalize_activations %s is our %s", (name, normalisation) => {
  expect(parseSaelensConfig(plainModel, { ...base, normalize_activations: name }).shape.normalisation).toBe(
    normalisation,
  );
});

test.each([true, "expected_average_only_in"])("normalize_activations %s is folded", (name) => {
  const { shape, folds } = parseSaelensConfig(plainModel, {
    ...base,
    normalize_activations: name,
    norm_scaling_factor: 0.5,
  });
  expect(shape.normalisation).toBeUndefined();
  expect(folds.averageNorm).toEqual({ factor: 0.5 });
});

test.each(["batchtopk", "matryoshka_batchtopk"])("a checkpoint of %s encodes by its threshold", (architecture) => {
  expect(parseSaelensConfig(plainModel, { ...base, architecture, k: 2.5 }).shape.architecture).toBe("jumprelu");
});

test.each([
  ["transcoder", "relu", 10],
  ["skip_transcoder", "relu", 10],
  ["jumprelu_transcoder", "jumprelu", 10],
  ["topk", "topk", 3],
])("%s with an output hook is a transcoder that encodes as %s", (architecture, expected, k) => {
  const json = {
    ...base,
    architecture,
    ...(architecture === "topk" ? {} : { k: undefined }),
    d_out: 6,
    metadata: { hook_name: "blocks.3.ln2.hook_out", hook_name_out: "blocks.3.hook_mlp_out" },
  };
  expect(parseSaelensConfig(plainModel, json).shape).toMatchObject({
    kind: "transcoder",
    architecture: expected,
    k,
    hookIn: "blocks.3.mlp.hook_in",
    hookOut: "blocks.3.hook_mlp_out",
    dOut: 6,
    applyDecoderBiasToInput: false,
  });
});

test.each([
  ["no width", { ...base, d_in: undefined }, "not a SAELens config"],
  ["a width beyond bounds", { ...base, d_sae: 1e12 }, "not a SAELens config"],
  ["no hook", { ...base, metadata: {} }, "no hook_name"],
  ["an unknown hook", { ...base, metadata: { hook_name: "blocks.1.ln2.hook_normalized" } }, "not one this engine has"],
  ["an unknown architecture", { ...base, architecture: "temporal", k: undefined }, "not supported"],
  [
    "whitened activations",
    { ...base, normalize_activations: "covariance_whitening" },
    "normalises activations (covariance_whitening)",
  ],
  [
    "a transcoder of scaled activations",
    {
      ...base,
      d_out: 4,
      metadata: { ...base.metadata, hook_name_out: "blocks.4.hook_mlp_out" },
      normalize_activations: true,
    },
    "how its output was scaled",
  ],
  ["signed activations", { ...base, architecture: "abstopk" }, "architecture abstopk are not supported"],
  ["a k that is no whole number", { ...base, k: 2.5 }, "needs a whole number"],
  ["reshaped activations", { ...base, reshape_activations: "hook_z" }, "reshapes activations (hook_z)"],
  [
    "a residual stream that was centred",
    { ...base, metadata: { ...base.metadata, model_from_pretrained_kwargs: { center_writing_weights: true } } },
    "loaded with center_writing_weights",
  ],
  [
    "the same in a config before version 6",
    {
      ...base,
      metadata: undefined,
      hook_name: "blocks.4.hook_resid_pre",
      model_from_pretrained_kwargs: { center_writing_weights: true },
    },
    "changes blocks.4.hook_resid_pre",
  ],
  [
    "an MLP's input without the norm's gain",
    { ...base, metadata: { hook_name: "blocks.4.ln2.hook_out", model_from_pretrained_kwargs: { fold_ln: true } } },
    "loaded with fold_ln",
  ],
  ["topk without k", { ...base, k: undefined }, "has no k"],
])("%s is refused", (_name, json, message) => {
  expect(() => parseSaelensConfig(plainModel, json)).toThrow(message);
});

test.each([
  ["topk", true],
  ["batchtopk", true],
  ["jumprelu", false],
])("%s is rescaled by its decoder's norms where the config asks for it: %s", (architecture, expected) => {
  const config = { ...base, architecture, rescale_acts_by_decoder_norm: true };
  expect(parseSaelensConfig(plainModel, config).folds.decoderNorm).toBe(expected);
});

test("model options that do not change the hook point are no obstacle", () => {
  const options = { center_writing_weights: true, fold_ln: true };
  const metadata = { hook_name: "blocks.4.mlp.hook_post", model_from_pretrained_kwargs: options };
  expect(parseSaelensConfig(plainModel, { ...base, metadata }).shape.hookIn).toBe("blocks.4.mlp.hook_post");
});
