"""Writes the sources that lib/sae/formats is held to, saved and run by the packages that define the formats.

Usage: pip install -r scripts/parity/requirements-sae.txt
       SPARSIFY_DISABLE_TRITON=1 python scripts/parity/make_sae_fixtures.py

Each folder of test/fixtures/sae is what the package's own save wrote, with expected.json beside it: inputs, all feature
activations and the reconstruction, as the package's own classes computed them after loading the folder again. Weights are
random. Nothing is downloaded. Gemma Scope publishes no package: its params.npz is written by numpy, and computed by the
formula of its report (Lieberum et al. 2024, section 2), in float64.
"""

import importlib.metadata
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from sae_lens import (
    SAE,
    GatedSAE,
    GatedSAEConfig,
    JumpReLUSAE,
    JumpReLUSAEConfig,
    JumpReLUTranscoder,
    JumpReLUTranscoderConfig,
    StandardSAE,
    StandardSAEConfig,
    TopKSAE,
    TopKSAEConfig,
    Transcoder,
    TranscoderConfig,
)
from sae_lens.saes.sae import SAEMetadata
from sparsify.config import SparseCoderConfig
from sparsify.sparse_coder import SparseCoder

FIXTURES = Path(__file__).parents[2] / "test/fixtures/sae"
# As wide as test/fixtures/engine/random-llama, so that the same graph can read them.
D_IN, D_OUT, FEATURES, TOKENS, K = 16, 12, 40, 7, 5

generator = torch.Generator().manual_seed(20260801)


def normals(*shape: int, scale: float = 1.0) -> torch.Tensor:
    return scale * torch.randn(*shape, generator=generator)


def randomise(module: torch.nn.Module) -> None:
    """Every parameter gets values that matter: biases of zero would hide a bias that is left out."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            scale = 0.3 if parameter.ndim == 1 else 1.0
            values = normals(*parameter.shape, scale=scale)
            parameter.copy_(values.abs() * 3 if name == "threshold" else values)


def write_expected(folder: Path, package: str, x: torch.Tensor, activations: torch.Tensor, output: torch.Tensor) -> None:
    expected = {
        "writtenBy": "scripts/parity/make_sae_fixtures.py",
        "package": f"{package} {importlib.metadata.version(package)}",
        "input": x.tolist(),
        "activations": activations.tolist(),
        "reconstruction": output.tolist(),
    }
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


@torch.no_grad()
def make_saelens(name: str, sae: SAE) -> None:
    folder = FIXTURES / name
    randomise(sae)
    sae.save_model(folder)
    loaded = SAE.load_from_disk(folder, device="cpu")
    x = normals(TOKENS, D_IN)
    activations = loaded.encode(x)
    dense = activations.to_dense() if activations.is_sparse else activations
    write_expected(folder, "sae-lens", x, dense, loaded.decode(activations))


@torch.no_grad()
def make_sparsify(name: str, config: SparseCoderConfig) -> None:
    folder = FIXTURES / name
    coder = SparseCoder(D_IN, config)
    randomise(coder)
    coder.save_to_disk(folder)
    loaded = SparseCoder.load_from_disk(folder)
    x = normals(TOKENS, D_IN)
    values, indices, _ = loaded.encode(x)
    dense = torch.zeros(TOKENS, FEATURES).scatter(-1, indices, values)
    write_expected(folder, "eai-sparsify", x, dense, loaded.decode(values, indices))


def make_gemma_scope(name: str) -> None:
    folder = FIXTURES / name
    folder.mkdir(parents=True)
    weights = {
        "W_enc": normals(D_IN, FEATURES),
        "b_enc": normals(FEATURES, scale=0.3),
        "W_dec": normals(FEATURES, D_IN),
        "b_dec": normals(D_IN, scale=0.3),
        "threshold": normals(FEATURES).abs() * 3,
    }
    np.savez(folder / "params.npz", **{key: value.numpy() for key, value in weights.items()})
    x = normals(TOKENS, D_IN)
    w = {key: value.double() for key, value in weights.items()}
    pre = x.double() @ w["W_enc"] + w["b_enc"]
    activations = torch.relu(pre) * (pre > w["threshold"])
    write_expected(folder, "numpy", x, activations, activations @ w["W_dec"] + w["b_dec"])


def saelens_options(**metadata: object) -> dict:
    return {
        "d_in": D_IN,
        "d_sae": FEATURES,
        "device": "cpu",
        "metadata": SAEMetadata(model_name="random-llama", hook_name="blocks.0.hook_resid_post", **metadata),
    }


transcoder = {
    **saelens_options(),
    "d_out": D_OUT,
    "apply_b_dec_to_input": False,
    "metadata": SAEMetadata(
        model_name="random-llama", hook_name="blocks.0.ln2.hook_out", hook_name_out="blocks.0.hook_mlp_out"
    ),
}

shutil.rmtree(FIXTURES, ignore_errors=True)
make_saelens("saelens-standard", StandardSAE(StandardSAEConfig(**saelens_options())))
make_saelens(
    "saelens-standard-raw-input", StandardSAE(StandardSAEConfig(**saelens_options(), apply_b_dec_to_input=False))
)
make_saelens("saelens-topk", TopKSAE(TopKSAEConfig(**saelens_options(), k=K, rescale_acts_by_decoder_norm=False)))
make_saelens("saelens-topk-rescaled", TopKSAE(TopKSAEConfig(**saelens_options(), k=K, rescale_acts_by_decoder_norm=True)))
make_saelens("saelens-jumprelu", JumpReLUSAE(JumpReLUSAEConfig(**saelens_options())))
make_saelens("saelens-gated", GatedSAE(GatedSAEConfig(**saelens_options())))
make_saelens("saelens-transcoder", Transcoder(TranscoderConfig(**transcoder)))
make_saelens("saelens-jumprelu-transcoder", JumpReLUTranscoder(JumpReLUTranscoderConfig(**transcoder)))
make_sparsify("sparsify-topk/layers.0", SparseCoderConfig(num_latents=FEATURES, k=K))
make_sparsify("sparsify-transcoder/layers.0.mlp", SparseCoderConfig(num_latents=FEATURES, k=K, transcode=True))
make_gemma_scope("gemma-scope-res/layer_0")
