"""An interpolated modified Kneser–Ney n-gram model over token ids (Chen & Goodman 1999), in numpy.

The baseline that a language model has to beat. Documents start with BOS; no n-gram crosses a document.
"""

import numpy as np

from data import BOS

ORDER = 5


class KneserNey:
    def __init__(self, ids, vocabulary):
        """@param ids uint16 [tokens], documents each preceded by BOS."""
        self.vocabulary = vocabulary
        self.tables = [None] * (ORDER + 1)
        ids = np.asarray(ids)
        # A 5-gram of 13-bit ids needs 65 bits: number the 4-grams first.
        fourgrams = ngram_keys(ids, ORDER - 1, vocabulary)
        self.prefixes, numbered = np.unique(fourgrams, return_inverse=True)
        keys = numbered[:-1] * vocabulary + ids[ORDER - 1:]
        keys, counts = np.unique(keys[~crosses(ids, ORDER)], return_counts=True)
        self.tables[ORDER] = Table(keys, counts, vocabulary)
        for order in range(ORDER - 1, 0, -1):
            # Continuation count: in how many different left contexts an n-gram occurs.
            shorter = self.drop_first(keys, order + 1)
            if order > 1:
                shorter = np.concatenate([shorter, document_starts(ids, order, vocabulary)])
            keys, counts = np.unique(shorter, return_counts=True)
            self.tables[order] = Table(keys, counts, vocabulary)

    def drop_first(self, keys, order):
        if order == ORDER:
            prefix, last = np.divmod(keys, self.vocabulary)
            return self.prefixes[prefix] % self.vocabulary ** (ORDER - 2) * self.vocabulary + last
        return keys % self.vocabulary ** (order - 1)

    def probabilities(self, ids):
        """@param ids uint16 [tokens] of documents each preceded by BOS; returns p(ids[t] | up to 4 before) [tokens]."""
        ids = np.asarray(ids).astype(np.int64)
        position = np.arange(len(ids)) - np.maximum.accumulate(np.where(ids == BOS, np.arange(len(ids)), 0))
        probability = np.full(len(ids), 1 / self.vocabulary)
        for order in range(1, ORDER + 1):
            usable = np.flatnonzero(position >= order - 1)
            keys = np.zeros(len(usable), dtype=np.int64)
            for back in range(order - 1, 0, -1):
                keys = keys * self.vocabulary + ids[usable - back]
            if order == ORDER:
                number = np.minimum(np.searchsorted(self.prefixes, keys), len(self.prefixes) - 1)
                keys = np.where(self.prefixes[number] == keys, number, len(self.prefixes))
            keys = keys * self.vocabulary + ids[usable]
            probability[usable] = self.tables[order].interpolate(keys, probability[usable])
        return probability


class Table:
    """Sorted n-gram keys with counts, discounts and context totals of one order."""

    def __init__(self, keys, counts, vocabulary):
        self.keys, self.counts, self.vocabulary = keys, counts, vocabulary
        seen = [np.count_nonzero(counts == count) for count in range(1, 5)]
        ratio = seen[0] / (seen[0] + 2 * seen[1])
        self.discounts = np.array([0.0] + [max(0.0, n - (n + 1) * ratio * seen[n] / max(seen[n - 1], 1)) for n in (1, 2, 3)])
        contexts = keys // vocabulary
        first = np.flatnonzero(np.r_[True, contexts[1:] != contexts[:-1]])
        self.contexts = contexts[first]
        self.totals = np.add.reduceat(counts, first)
        kept_back = self.discounts[np.minimum(counts, 3)]
        self.backoff = np.add.reduceat(kept_back, first) / self.totals

    def interpolate(self, keys, lower):
        place = np.minimum(np.searchsorted(self.contexts, keys // self.vocabulary), len(self.contexts) - 1)
        known = self.contexts[place] == keys // self.vocabulary
        found = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        counts = np.where(self.keys[found] == keys, self.counts[found], 0)
        discounted = np.maximum(counts - self.discounts[np.minimum(counts, 3)], 0) / self.totals[place]
        return np.where(known, discounted + self.backoff[place] * lower, lower)


def ngram_keys(ids, order, vocabulary):
    keys = np.zeros(len(ids) - order + 1, dtype=np.int64)
    for place in range(order):
        keys = keys * vocabulary + ids[place: len(ids) - order + 1 + place]
    return keys


def crosses(ids, order):
    """bool per n-gram: whether a document begins inside it, after its first token."""
    starts = np.asarray(ids) == BOS
    crossing = np.zeros(len(ids) - order + 1, dtype=bool)
    for place in range(1, order):
        crossing |= starts[place: len(ids) - order + 1 + place]
    return crossing


def document_starts(ids, order, vocabulary):
    """Keys of the n-grams that begin with BOS: nothing precedes them, so they count as often as they occur."""
    begins = np.asarray(ids[: len(ids) - order + 1]) == BOS
    return ngram_keys(ids, order, vocabulary)[begins & ~crosses(ids, order)]
