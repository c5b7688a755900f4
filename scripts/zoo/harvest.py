"""Runs a language model over training documents and keeps what the autoencoders read and rebuild.

Usage: python scripts/zoo/harvest.py --name final [--tokens 3000000] [--exported | --run lm]
Writes $ZOO_DIR/activations/<name>/{resid-2,resid-4,mlp-in-3,mlp-out-3}.f16, float16 [tokens, 256], in a shuffled window
order, BOS positions left out, and done.json. A model checkpoint read while it still trains is fine for a warm start.
"""

import argparse
import json
import os

import numpy as np
import torch

from data import BOS, load_split
from export_lm import load_exported
from model import ModelConfig, TinyLlama
from paths import RUNS_DIR, ZOO_DIR
from sae import CONTEXT, SITES

BATCH = 8
ARRAYS = ("resid-2", "resid-4", "mlp-in-3", "mlp-out-3")
LAYERS_NEEDED = 5
D_MODEL = 256


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--tokens", type=int, default=3_000_000)
    parser.add_argument("--exported", action="store_true", help="read models/ instead of the run's checkpoint")
    parser.add_argument("--run", default="lm")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = load_exported() if arguments.exported else load_run(arguments.run)
    directory = ZOO_DIR / "activations" / arguments.name
    directory.mkdir(parents=True, exist_ok=True)
    windows = window_starts(arguments.tokens // (CONTEXT - 1) // BATCH * BATCH, arguments.seed)
    harvest(model, windows, directory, arguments.tokens)


def load_run(run):
    model = TinyLlama(ModelConfig())
    model.load_state_dict(torch.load(RUNS_DIR / run / "checkpoint.pt", weights_only=True)["model"])
    return model.eval()


def window_starts(count, seed):
    """Starts of `count` windows drawn without replacement over the whole training stream, shuffled."""
    ids, _ = load_split("train")
    slots = np.arange(0, len(ids) - CONTEXT, CONTEXT - 1)
    return np.random.default_rng(seed).permutation(slots)[:count]


def harvest(model, starts, directory, tokens):
    ids, _ = load_split("train")
    files = {name: open(directory / f"{name}.f16.new", "wb") for name in ARRAYS}
    run = torch.compile(lambda inputs: capture(model, inputs))
    written = 0
    for first in range(0, len(starts), BATCH):
        inputs = with_bos([ids[start:start + CONTEXT - 1] for start in starts[first:first + BATCH]])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            captured = run(inputs)
        for name, tensor in captured.items():
            # Dropping position 0 leaves exactly the tokens of the window.
            files[name].write(tensor[:, 1:].reshape(-1, D_MODEL).half().numpy().tobytes())
        written += inputs.shape[0] * (CONTEXT - 1)
    for name, file in files.items():
        file.close()
        os.replace(directory / f"{name}.f16.new", directory / f"{name}.f16")
    (directory / "done.json").write_text(json.dumps({"tokens": written}))
    print("harvested", written, "tokens")


def with_bos(rows):
    """@param rows uint16 arrays of one length; returns int64 [rows, 1 + length]."""
    ids = torch.from_numpy(np.stack(rows).astype(np.int64))
    return torch.cat([torch.full((len(rows), 1), BOS), ids], dim=1)


def capture(model, inputs):
    """The four arrays of a batch, each [batch, seq, d_model]."""
    captured = {}

    def hook(layer, place, mlp_in, value):
        if place == "resid_post" and layer in (2, 4):
            captured[f"resid-{layer}"] = value
        if place == "mlp" and layer == SITES["3-tc-4k"].layer:
            captured["mlp-in-3"], captured["mlp-out-3"] = mlp_in, value
        return value

    model.residual(inputs, hook, layers=LAYERS_NEEDED)
    return captured


def load_array(name, array):
    """Read-only float16 [tokens, 256]."""
    return np.memmap(ZOO_DIR / "activations" / name / f"{array}.f16", dtype=np.float16, mode="r").reshape(-1, D_MODEL)


if __name__ == "__main__":
    main()
