"""Builds `sparse_kernels.cpp` with the system's C++ compiler and calls it on torch tensors."""

import ctypes
import hashlib
import os
import subprocess
from pathlib import Path

import torch

from paths import ZOO_DIR

SOURCE = Path(__file__).with_suffix(".cpp")


def build():
    library = ZOO_DIR / "kernels" / f"{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]}.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        unfinished = library.with_suffix(f".{os.getpid()}")
        options = ["-O3", "-march=native", "-ffast-math", "-std=c++17", "-shared", "-fPIC"]
        subprocess.run([os.environ.get("CXX", "g++"), *options, "-o", unfinished, SOURCE], check=True)
        os.replace(unfinished, library)
    kernels = ctypes.CDLL(str(library))
    kernels.select_active.restype = ctypes.c_int64
    return kernels


KERNELS = build()


def pointer(tensor):
    assert tensor.is_contiguous()
    return ctypes.c_void_p(tensor.data_ptr())


class ActiveLatents:
    """Compressed rows of the active latents of a batch: offset [tokens+1], index and value [entries]."""

    def __init__(self, tokens, entries_per_token_max):
        self.capacity = tokens * entries_per_token_max
        self.offset = torch.zeros(tokens + 1, dtype=torch.int64)
        self.index = torch.zeros(self.capacity, dtype=torch.int32)
        self.value = torch.zeros(self.capacity)
        self.entries = 0

    def select(self, pre, k=0, threshold=0.0):
        """@param pre bfloat16 [tokens, latents]; keeps the k largest a token, or all above the threshold when k is 0."""
        self.entries = KERNELS.select_active(
            pointer(pre), pre.shape[0], pre.shape[1], k, ctypes.c_float(threshold), ctypes.c_int64(self.capacity),
            pointer(self.offset), pointer(self.index))

    def decode(self, x, encoder, encoder_bias, decoder, decoder_bias):
        """@param x [tokens, d_in]; encoder [latents, d_in]; decoder [latents, d_out]; returns [tokens, d_out]."""
        out = torch.empty(x.shape[0], decoder.shape[1])
        KERNELS.decode(
            pointer(self.offset), pointer(self.index), x.shape[0], x.shape[1], decoder.shape[1], pointer(x),
            pointer(encoder), pointer(encoder_bias), pointer(decoder), pointer(decoder_bias), pointer(self.value), pointer(out))
        return out

    def backward(self, x, out_gradient, decoder, encoder_gradient, encoder_bias_gradient, decoder_gradient, fired):
        """Adds to the three gradients and to the firing counts [latents]."""
        KERNELS.backward(
            pointer(self.offset), pointer(self.index), pointer(self.value), x.shape[0], x.shape[1], decoder.shape[1],
            pointer(x), pointer(out_gradient), pointer(decoder), pointer(encoder_gradient),
            pointer(encoder_bias_gradient), pointer(decoder_gradient), pointer(fired))
