"""How numbers are multiplied on the processor at hand."""

import torch

HAS_BFLOAT16 = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
# Where the processor does not multiply bfloat16, emulating it costs seven times as much as float32.
PRODUCTS = torch.bfloat16 if HAS_BFLOAT16 else torch.float32


def low_products():
    """A context in which torch's matrix products run in `PRODUCTS`."""
    return torch.autocast("cpu", torch.bfloat16, enabled=HAS_BFLOAT16)


def use_one_thread():
    """One thread a process. Attention to far tokens ends in denormal numbers, on which products run at a tenth of the speed: they become 0."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
