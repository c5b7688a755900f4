"""Measures the exported model and autoencoders on held-out documents and writes `metrics.json` beside each.

Usage: python scripts/zoo/evaluate.py [lm] [saes] [2-res-4k …] [--threads 2]
Every document is read in windows of BOS + 255 tokens, as the autoencoders were trained. All sums are float64.
"""

import argparse
import json
import math
from collections import Counter, defaultdict

import numpy as np
import torch
import torch.nn.functional as F

from data import BOS, Windows, load_split
from export_lm import load_exported
from harvest import load_array
from ngram import KneserNey
from paths import CORPUS_DIR, MODEL_DIR, RUNS_DIR, SAES_DIR
from precision import PRODUCTS
from sae import CONTEXT, LATENTS, SITES, decode, encode, load_sae, write_config

BATCH = 16
SAE_TOKENS = 60_000
DEAD_SAMPLE_TOKENS = 400_000
POSITION_BINS = {"1-7": (1, 8), "8-63": (8, 64), "64-255": (64, 256)}
ALL_NGRAM = "5-gram modified Kneser-Ney, all training documents"
MATCHED_NGRAM = "5-gram modified Kneser-Ney, only what the model read"
PROMPTS = ["The president of the", "She opened the letter and", "import numpy as np\n\ndef", "The function returns", "In the year 1850"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", default=["lm", "saes"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--activations", default="final", help="harvest whose training tokens decide which latents are dead")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)  # As in precision.py.
    model = load_exported()
    if "lm" in arguments.parts:
        write_metrics(MODEL_DIR, measure_lm(model))
    if "saes" in arguments.parts:
        for site in SITES.values():
            measure_sae(model, site, arguments.activations)
    for directory in set(arguments.parts) & set(SITES):
        measure_sae(model, SITES[directory], arguments.activations)


def write_metrics(directory, metrics):
    (directory / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")


# -- held-out windows


def held_out_windows():
    """Returns (inputs int64 [windows, 256] padded with BOS, lengths, document number of each window)."""
    ids, documents = load_split("held-out")
    rows, lengths, owners = [], [], []
    for number, (offset, following) in enumerate(zip(documents, documents[1:] + [[len(ids)]])):
        tokens = ids[offset[0] + 1: following[0]]
        for start in range(0, len(tokens), CONTEXT - 1):
            piece = tokens[start:start + CONTEXT - 1]
            row = np.full(CONTEXT, BOS, dtype=np.int64)
            row[1:1 + len(piece)] = piece
            rows.append(row)
            lengths.append(len(piece))
            owners.append(number)
    return torch.from_numpy(np.stack(rows)), np.array(lengths), np.array(owners), documents


@torch.no_grad()
def losses(model, inputs, hook=None):
    """−ln p of each token given those before it: [batch, 255] float32; column i scores input position i+1."""
    logits = model(inputs, hook)[:, :-1]
    return F.cross_entropy(logits.transpose(1, 2), inputs[:, 1:], reduction="none")


# -- language model


def measure_lm(model):
    inputs, lengths, owners, documents = held_out_windows()
    nll = defaultdict(float)
    tokens, byte_counts = defaultdict(int), defaultdict(int)
    largest_residual = 0.0
    for first in range(0, len(inputs), BATCH):
        batch = inputs[first:first + BATCH]
        if first % (BATCH * 20) == 0:
            with torch.no_grad():
                largest_residual = max(largest_residual, model.residual(batch).abs().max().item())
        for row, window in zip(losses(model, batch).double(), range(first, first + len(batch))):
            for key in groups(documents[owners[window]]):
                nll[key] += row[:lengths[window]].sum().item()
                tokens[key] += int(lengths[window])
    for document in documents:
        for key in groups(document):
            byte_counts[key] += document[3]
    metrics = {"held_out": summarise(nll, tokens, byte_counts), "largest_residual": round(largest_residual, 1)}
    metrics["baselines"] = cached_baselines(documents, byte_counts) | measure_matched_baseline(documents, byte_counts)
    metrics["corpus"] = describe_corpus()
    metrics["training"] = describe_training()
    metrics["samples"] = greedy_samples(model)
    return metrics


def groups(document):
    return ("all", document[1], f"{document[1]}: {document[2]}")


def summarise(nll, tokens, byte_counts):
    return {
        key: {"tokens": tokens[key], "bytes": byte_counts[key], "loss_nats": round(nll[key] / tokens[key], 4),
              "bits_per_byte": round(nll[key] / math.log(2) / byte_counts[key], 4)}
        for key in nll
    }


def cached_baselines(documents, byte_counts):
    """The baselines depend on the corpus only."""
    path = CORPUS_DIR / "baselines.json"
    if not path.exists() or path.stat().st_mtime < (CORPUS_DIR / "train.bin").stat().st_mtime:
        path.write_text(json.dumps(measure_baselines(documents, byte_counts)))
    return json.loads(path.read_text())


def measure_baselines(documents, byte_counts):
    """Uniform, unigram and 5-gram modified Kneser–Ney on the same tokens of the same documents."""
    train, _ = load_split("train")
    held_out, _ = load_split("held-out")
    vocabulary = 8192
    counts = np.bincount(train, minlength=vocabulary).astype(np.float64) + 1
    counts[BOS] = 0
    predictions = {
        "uniform": np.full(len(held_out), 1 / vocabulary),
        "unigram": (counts / counts.sum())[held_out],
        ALL_NGRAM: KneserNey(train, vocabulary).probabilities(held_out),
    }
    return score_baselines(predictions, held_out, documents, byte_counts)


def measure_matched_baseline(documents, byte_counts):
    """The 5-gram model on exactly the windows that the language model has read, each once."""
    train, _ = load_split("train")
    held_out, _ = load_split("held-out")
    starts, _ = training_windows()
    rows = train[np.unique(starts)[:, None] + np.arange(CONTEXT)]
    stream = np.concatenate([np.full((len(rows), 1), BOS, dtype=np.uint16), rows], axis=1).reshape(-1)
    predictions = {MATCHED_NGRAM: KneserNey(stream, 8192).probabilities(held_out)}
    return score_baselines(predictions, held_out, documents, byte_counts)


def score_baselines(predictions, held_out, documents, byte_counts):
    scored = held_out != BOS
    kinds = np.repeat([document[1] for document in documents],
                      np.diff([document[0] for document in documents] + [len(held_out)]))
    result = {}
    for name, probability in predictions.items():
        bits = -np.log2(np.where(scored, probability, 1.0))
        result[name] = {
            "loss_nats": round(bits[scored].mean() * math.log(2), 4),
            "bits_per_byte": {
                key: round(bits[scored & ((kinds == key) | (key == "all"))].sum() / byte_counts[key], 4)
                for key in ("all", "prose", "manual", "dictionary", "code")
            },
        }
    return result


def describe_corpus():
    ids, documents = load_split("train")
    offsets = [document[0] for document in documents] + [len(ids)]
    kinds, packages = defaultdict(int), defaultdict(int)
    for document, start, end in zip(documents, offsets, offsets[1:]):
        kinds[document[1]] += end - start
        packages[f"{document[1]}: {document[2]}"] += end - start
    return {"documents": len(documents), "unique_tokens": len(ids), "unique_tokens_by_kind": kinds, "unique_tokens_by_package": packages,
            "bytes": sum(document[3] for document in documents)}


def describe_training():
    """What the run has really read, from the replayed order of its windows."""
    starts, progress = training_windows()
    _, documents = load_split("train")
    owner = np.searchsorted([document[0] for document in documents], starts, side="right") - 1
    by_kind = Counter(documents[number][1] for number in owner.tolist())
    return {"steps": progress["step"], "processed_tokens": progress["windows"] * CONTEXT,
            "processed_tokens_by_kind": {kind: count * CONTEXT for kind, count in by_kind.items()},
            "distinct_tokens_read": len(np.unique(starts)) * CONTEXT,
            "continued_from_step": progress.get("first_step", 0), "products": str(PRODUCTS).removeprefix("torch."),
            "seconds": round(progress["seconds"]), "finished_decay": bool(progress.get("done"))}


def training_windows():
    """(starts of the windows the run has read, in order; its progress)."""
    progress = torch.load(RUNS_DIR / "lm" / "checkpoint.pt", weights_only=True)["progress"]
    windows = Windows("train", CONTEXT, seed=0)
    epochs, rest = divmod(progress["windows"], windows.epoch_windows())
    starts = np.concatenate([windows.starts(epoch) for epoch in range(epochs)] + [windows.starts(epochs)[:rest]])
    return starts, progress


@torch.no_grad()
def greedy_samples(model, length=40):
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(str(CORPUS_DIR / "tokenizer.json"))
    samples = []
    for prompt in PROMPTS:
        ids = tokenizer.encode(prompt).ids
        for _ in range(length):
            ids.append(model(torch.tensor([ids]))[0, -1].argmax().item())
            if ids[-1] == BOS:
                break
        samples.append({"prompt": prompt, "greedy": tokenizer.decode(ids)[len(prompt):]})
    return samples


# -- autoencoders


@torch.no_grad()
def measure_sae(model, site, activations):
    weights, config = load_sae(site)
    inputs, lengths, _, _ = held_out_windows()
    order = np.random.default_rng(0).permutation(len(inputs))
    chosen, total = [], 0
    for window in order:
        if total >= SAE_TOKENS:
            break
        chosen.append(window)
        total += int(lengths[window])
    inputs, lengths = inputs[chosen], torch.from_numpy(lengths[chosen])
    mean = mean_output(model, site, inputs, lengths)

    sums = defaultdict(float)
    fired = torch.zeros(LATENTS, dtype=torch.float64)
    for first in range(0, len(inputs), BATCH):
        batch, valid = inputs[first:first + BATCH], valid_positions(lengths[first:first + BATCH])
        clean, y, rebuilt = {}, {}, {}

        def splice(replace):
            def hook(layer, place, mlp_in, value):
                wanted = "mlp" if site.is_transcoder else "resid_post"
                if layer != site.layer or place != wanted:
                    return value
                changed = replace(mlp_in if site.is_transcoder else value, value)
                return torch.cat([value[:, :1], changed[:, 1:]], dim=1)
            return hook

        def rebuild(x, value):
            active = encode(weights, x.reshape(-1, 256), site.is_transcoder)
            y["value"], rebuilt["value"] = value, decode(weights, active).view_as(value)
            flat = valid.reshape(-1)
            fired.add_((active[flat] > 0).double().sum(0))
            return rebuilt["value"]

        scored = valid[:, 1:]
        for name, hook in (("clean", None), ("sae", splice(rebuild)), ("zero", splice(lambda x, value: torch.zeros_like(value))),
                           ("mean", splice(lambda x, value: mean.float().expand_as(value)))):
            sums[f"ce_{name}"] += losses(model, batch, hook).double()[scored].sum().item()
        error = (y["value"].double() - rebuilt["value"].double()).square().sum(-1)
        spread = (y["value"].double() - mean).square().sum(-1)
        for name, (low, high) in {"all": (1, CONTEXT), **POSITION_BINS}.items():
            inside = valid.clone()
            inside[:, :low] = False
            inside[:, high:] = False
            sums[f"error {name}"] += error[inside].sum().item()
            sums[f"spread {name}"] += spread[inside].sum().item()
        sums["tokens"] += valid.sum().item()

    tokens = sums["tokens"]
    ce = {name: sums[f"ce_{name}"] / tokens for name in ("clean", "sae", "zero", "mean")}
    dead, density = density_summary(weights, site, activations)
    quality = {
        "held_out_tokens": int(tokens),
        "l0": round(fired.sum().item() / tokens, 2),
        "fve": round(1 - sums["error all"] / sums["spread all"], 4),
        "fve_by_position": {name: round(1 - sums[f"error {name}"] / sums[f"spread {name}"], 4) for name in POSITION_BINS},
        "ce_nats": {name: round(value, 4) for name, value in ce.items()},
        "ce_recovered_vs_zero_ablation": round((ce["zero"] - ce["sae"]) / (ce["zero"] - ce["clean"]), 4),
        "ce_recovered_vs_mean_ablation": round((ce["mean"] - ce["sae"]) / (ce["mean"] - ce["clean"]), 4),
        **dead,
        "density_quantiles": density,
    }
    config["metadata"]["featurepedia_quality"] = quality
    known = {"featurepedia_training", "featurepedia_quality", "status"}
    write_config(site, {key: value for key, value in config["metadata"].items() if key in known})
    write_metrics(SAES_DIR / site.directory, quality)
    print(site.directory, json.dumps(quality), flush=True)


def valid_positions(lengths):
    """bool [windows, 256]: real tokens, not BOS, not padding."""
    position = torch.arange(CONTEXT)[None]
    return (position >= 1) & (position <= lengths[:, None])


def mean_output(model, site, inputs, lengths):
    """Mean of what the site rebuilds, float64 [256], over the same tokens."""
    total = torch.zeros(256, dtype=torch.float64)
    for first in range(0, len(inputs), BATCH):
        captured = {}

        def hook(layer, place, mlp_in, value):
            if layer == site.layer and place == ("mlp" if site.is_transcoder else "resid_post"):
                captured["value"] = value
            return value

        model.residual(inputs[first:first + BATCH], hook, layers=site.layer + 1)
        total += captured["value"].double()[valid_positions(lengths[first:first + BATCH])].sum(0)
    return total / lengths.sum()


def density_summary(weights, site, activations):
    """How often each latent fires on harvested training activations."""
    x_all = load_array(activations, site.array_in)[:DEAD_SAMPLE_TOKENS]
    fired = torch.zeros(LATENTS, dtype=torch.float64)
    for first in range(0, len(x_all), 8192):
        x = torch.from_numpy(x_all[first:first + 8192].astype(np.float32))
        fired += (encode(weights, x, site.is_transcoder) > 0).double().sum(0)
    density = (fired / len(x_all)).numpy()
    alive = density[density > 0]
    quantiles = {f"p{q}": float(f"{np.quantile(alive, q / 100):.2e}") for q in (1, 10, 50, 90, 99, 100)}
    dead = int((density == 0).sum())
    return {"dead_latents": dead, "dead_share": round(dead / LATENTS, 4), "dead_sample_tokens": len(x_all)}, quantiles


if __name__ == "__main__":
    main()
