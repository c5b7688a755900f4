"""Sparse autoencoders and transcoders: where they attach, their plain forward pass, and SAELens files."""

import json
from dataclasses import dataclass

import torch
from safetensors.torch import load_file, save_file

from paths import MODEL_NAME, SAES_DIR

LATENTS = 4096
ACTIVE = 32
CONTEXT = 256


@dataclass(frozen=True)
class Site:
    """What is encoded and what is to be rebuilt, by TransformerLens hook names and by name of the harvested arrays."""

    directory: str
    layer: int
    hook_in: str
    hook_out: str
    array_in: str
    array_out: str

    @property
    def is_transcoder(self):
        return self.array_in != self.array_out


SITES = {
    site.directory: site
    for site in (
        Site("2-res-4k", 2, "blocks.2.hook_resid_post", "blocks.2.hook_resid_post", "resid-2", "resid-2"),
        Site("4-res-4k", 4, "blocks.4.hook_resid_post", "blocks.4.hook_resid_post", "resid-4", "resid-4"),
        Site("3-tc-4k", 3, "blocks.3.mlp.hook_in", "blocks.3.hook_mlp_out", "mlp-in-3", "mlp-out-3"),
    )
}


def encode(weights, x, is_transcoder):
    """Reference encoding in plain torch. @param x [tokens, d]; returns dense activations [tokens, latents].

    Residual SAEs: relu of the 32 largest of (x − b_dec) · W_enc + b_enc. Transcoder: jump ReLU, no b_dec on the input.
    """
    if is_transcoder:
        pre = x @ weights["W_enc"] + weights["b_enc"]
        return torch.relu(pre) * (pre > weights["threshold"])
    pre = (x - weights["b_dec"]) @ weights["W_enc"] + weights["b_enc"]
    values, indices = pre.topk(ACTIVE, dim=-1)
    return torch.zeros_like(pre).scatter_(-1, indices, values.relu())


def decode(weights, active):
    """@param active [tokens, latents]; returns [tokens, d_out]."""
    return active @ weights["W_dec"] + weights["b_dec"]


def export_sae(site, weights, facts):
    """Writes SAELens' `cfg.json` and `sae_weights.safetensors` (float16). @param weights W_enc [d, n], W_dec [n, d], …"""
    directory = SAES_DIR / site.directory
    directory.mkdir(parents=True, exist_ok=True)
    halves = {name: tensor.detach().half().contiguous() for name, tensor in weights.items()}
    assert all(torch.isfinite(tensor).all() for tensor in halves.values())
    save_file(halves, directory / "sae_weights.safetensors")
    (directory / "sae_weights.safetensors").chmod(0o644)
    write_config(site, facts)


def write_config(site, facts):
    config = {
        "architecture": "jumprelu_transcoder" if site.is_transcoder else "topk",
        "d_in": 256,
        "d_sae": LATENTS,
        "dtype": "float32",
        "device": "cpu",
        "apply_b_dec_to_input": not site.is_transcoder,
        "normalize_activations": "none",
        "reshape_activations": "none",
    }
    config |= {"d_out": 256} if site.is_transcoder else {"k": ACTIVE, "rescale_acts_by_decoder_norm": False}
    config["metadata"] = {
        "model_name": MODEL_NAME,
        "hook_name": site.hook_in,
        "hook_head_index": None,
        "context_size": CONTEXT,
        "prepend_bos": True,
        "seqpos_slice": [None],
        **({"hook_name_out": site.hook_out, "hook_head_index_out": None} if site.is_transcoder else {}),
        "conventions": CONVENTIONS["transcoder" if site.is_transcoder else "residual"],
        **facts,
    }
    (SAES_DIR / site.directory / "cfg.json").write_text(json.dumps(config, indent=2) + "\n")


CONVENTIONS = {
    "residual": "Input and output are the raw residual stream after the block. No normalisation outside the weights. "
    "BOS positions were never trained on.",
    "transcoder": "Input is the tensor that enters the MLP: the post-attention RMSNorm output after its gain "
    "(ln2.w is not folded into the MLP weights). Output is what the MLP adds to the residual stream. "
    "No normalisation outside the weights. BOS positions were never trained on.",
}


def load_sae(site):
    """The exported tensors in float32 and the configuration."""
    directory = SAES_DIR / site.directory
    weights = load_file(directory / "sae_weights.safetensors")
    return {name: tensor.float() for name, tensor in weights.items()}, json.loads((directory / "cfg.json").read_text())


def random_sae(site, seed=0):
    random = torch.Generator().manual_seed(seed)
    decoder = torch.nn.functional.normalize(torch.randn(LATENTS, 256, generator=random), dim=1)
    weights = {"W_enc": decoder.T, "b_enc": torch.zeros(LATENTS), "W_dec": decoder, "b_dec": torch.zeros(256)}
    return weights | ({"threshold": torch.full((LATENTS,), 2.4)} if site.is_transcoder else {})


if __name__ == "__main__":
    # Untrained files in the final layout, to develop against.
    for place in SITES.values():
        export_sae(place, random_sae(place), {"status": "random, for testing the layout"})
