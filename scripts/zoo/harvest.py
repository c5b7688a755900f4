"""Runs a language model over training documents and keeps what the autoencoders read and rebuild.

Usage: python scripts/zoo/harvest.py --name final [--tokens 3000000] [--exported | --run lm]
Writes $ZOO_DIR/activations/<name>/{resid-2,resid-4,mlp-in-3,mlp-out-3}.f16, float16 [tokens, 256], in a shuffled window
order, BOS positions left out. A model checkpoint read while it still trains is fine for a warm start.
"""

import argparse
import multiprocessing
import os

import numpy as np
import torch

from data import BOS, load_split
from export_lm import load_exported
from model import ModelConfig, TinyLlama
from paths import RUNS_DIR, ZOO_DIR
from precision import low_products, use_one_thread
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
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    directory = ZOO_DIR / "activations" / arguments.name
    directory.mkdir(parents=True, exist_ok=True)
    starts = window_starts(arguments.tokens // (CONTEXT - 1), arguments.seed)
    for array in ARRAYS:
        np.memmap(directory / f"{array}.new", np.float16, "w+", shape=(len(starts) * (CONTEXT - 1), D_MODEL)).flush()
    shared = (starts, directory, arguments)
    workers = [multiprocessing.get_context("spawn").Process(target=harvest, args=(rank, *shared)) for rank in range(arguments.workers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    for array in ARRAYS:
        os.replace(directory / f"{array}.new", directory / f"{array}.f16")
    print("harvested", len(starts) * (CONTEXT - 1), "tokens")


def load_run(run):
    model = TinyLlama(ModelConfig())
    model.load_state_dict(torch.load(RUNS_DIR / run / "checkpoint.pt", weights_only=True)["model"])
    return model.eval()


def window_starts(count, seed):
    """Starts of `count` windows drawn without replacement over the whole training stream, shuffled."""
    ids, _ = load_split("train")
    slots = np.arange(0, len(ids) - CONTEXT, CONTEXT - 1)
    return np.random.default_rng(seed).permutation(slots)[:count]


@torch.no_grad()
def harvest(rank, starts, directory, arguments):
    """Every `workers`-th batch of windows, written to its own rows."""
    os.setsid()  # As in train_lm.py: one share of the processor for each worker.
    use_one_thread()
    model = load_exported() if arguments.exported else load_run(arguments.run)
    ids, _ = load_split("train")
    arrays = {name: np.memmap(directory / f"{name}.new", np.float16, "r+").reshape(-1, D_MODEL) for name in ARRAYS}
    run = torch.compile(lambda inputs: capture(model, inputs), dynamic=False)
    for first in range(rank * BATCH, len(starts), arguments.workers * BATCH):
        inputs = with_bos([ids[start:start + CONTEXT - 1] for start in starts[first:first + BATCH]])
        with low_products():
            captured = run(inputs)
        row = first * (CONTEXT - 1)
        for name, tensor in captured.items():
            # Dropping position 0 leaves exactly the tokens of the window.
            rows = tensor[:, 1:].reshape(-1, D_MODEL).half().numpy()
            arrays[name][row:row + len(rows)] = rows


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
