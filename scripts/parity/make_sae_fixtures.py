"""Writes the sources that lib/sae/formats is held to, saved and run by the packages that define the formats.

Usage: pip install -r scripts/parity/requirements-sae.txt
       pip install --no-deps git+https://github.com/openai/sparse_autoencoder@4965b941e9eb590b00b253a2c406db1e1b193942
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
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import torch
from sae_lens import (
    SAE,
    BatchTopKTrainingSAE,
    BatchTopKTrainingSAEConfig,
    GatedSAE,
    GatedSAEConfig,
    JumpReLUSAE,
    JumpReLUSAEConfig,
    JumpReLUSkipTranscoder,
    JumpReLUSkipTranscoderConfig,
    JumpReLUTranscoder,
    JumpReLUTranscoderConfig,
    MatryoshkaBatchTopKTrainingSAE,
    MatryoshkaBatchTopKTrainingSAEConfig,
    SkipTranscoder,
    SkipTranscoderConfig,
    StandardSAE,
    StandardSAEConfig,
    TopKSAE,
    TopKSAEConfig,
    Transcoder,
    TranscoderConfig,
)
from sae_lens.loading import pretrained_sae_loaders as loaders
from sae_lens.saes.sae import SAEMetadata
from sae_lens.training.activation_scaler import ActivationScaler
from safetensors.torch import save_file
from sparse_autoencoder import Autoencoder
from sparse_autoencoder.model import TopK
from sparsify.config import SparseCoderConfig
from sparsify.sparse_coder import SparseCoder

FIXTURES = Path(__file__).parents[2] / "test/fixtures/sae"
# As wide as test/fixtures/engine/random-llama, so that the same graph can read them.
D_IN, D_OUT, FEATURES, TOKENS, K = 16, 12, 40, 7, 5
# Of inputs, so that a mean that is not subtracted shows; of the threshold of batch-topk.
OFFSET, THRESHOLD = 0.3, 4.0

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
def make_saelens(name: str, sae: SAE, offset: float = 0.0) -> None:
    folder = FIXTURES / name
    randomise(sae)
    sae.save_model(folder)
    run_saelens(folder, SAE.load_from_disk(folder, device="cpu"), offset)


def run_saelens(folder: Path, loaded: SAE, offset: float = 0.0) -> None:
    x = normals(TOKENS, D_IN) + offset
    activations = loaded.encode(x)
    dense = activations.to_dense() if activations.is_sparse else activations
    if isinstance(loaded, SkipTranscoder):
        output = loaded(x)
    else:
        output = loaded.decode(activations)
    write_expected(folder, "sae-lens", x, dense, output)


@torch.no_grad()
def make_averaged(name: str, sae: SAE, factor: float) -> None:
    """As SAELens' loader of published sources does: the factor is no part of the file, and folded after it is read."""
    folder = FIXTURES / name
    randomise(sae)
    sae.save_model(folder)
    config = json.loads((folder / "cfg.json").read_text())
    (folder / "cfg.json").write_text(json.dumps({**config, "norm_scaling_factor": factor}))
    loaded = SAE.load_from_disk(folder, device="cpu")
    loaded.fold_activation_norm_scaling_factor(factor)
    run_saelens(folder, loaded)


@torch.no_grad()
def make_checkpoint(name: str, sae: BatchTopKTrainingSAE, factor: float) -> None:
    """A checkpoint as training leaves it, run as the source that training would have ended with at that step."""
    folder = FIXTURES / name
    randomise(sae)
    sae.topk_threshold.fill_(THRESHOLD)
    sae.save_model(folder)
    ActivationScaler(scaling_factor=factor).save(str(folder / "activation_scaler.json"))
    sae.fold_activation_norm_scaling_factor(factor)
    with TemporaryDirectory() as inference:
        sae.save_inference_model(inference)
        run_saelens(folder, SAE.load_from_disk(inference, device="cpu"))


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
    write_expected(folder, "eai-sparsify", x, dense, loaded(x).sae_out)


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


@torch.no_grad()
def make_clt(name: str, layer: int, layers: int, **optional: torch.Tensor) -> None:
    """A layer as circuit-tracer saves it, encoded by what SAELens loads it as; decoded to its own layer, which no package does."""
    folder = FIXTURES / name
    folder.mkdir(parents=True)
    encoder = {
        f"W_enc_{layer}": normals(FEATURES, D_IN),
        f"b_enc_{layer}": normals(FEATURES, scale=0.3),
        f"b_dec_{layer}": normals(D_IN, scale=0.3),
    }
    decoder = normals(FEATURES, layers - layer, D_IN)
    thresholds = {f"threshold_{layer}": value for value in optional.values()}
    save_file({**encoder, **thresholds}, folder / f"W_enc_{layer}.safetensors")
    save_file({f"W_dec_{layer}": decoder}, folder / f"W_dec_{layer}.safetensors")
    (folder / "config.yaml").write_text(
        "model_name: random-llama\nmodel_kind: cross_layer_transcoder\n"
        "feature_input_hook: hook_resid_mid\nfeature_output_hook: hook_mlp_out\n"
    )
    with (
        patch.object(loaders, "hf_hub_download", lambda repo_id, filename, **_: str(folder / filename)),
        patch.object(loaders, "get_safetensors_tensor_shapes", lambda *_: {k: list(v.shape) for k, v in encoder.items()}),
    ):
        config, weights, _ = loaders.mntss_clt_layer_huggingface_loader("clt", str(layer), "cpu")
    coder = Transcoder.from_dict(loaders.handle_config_defaulting(config))
    coder.load_state_dict(weights)
    x = normals(TOKENS, D_IN)
    activations = coder.encode(x)
    # SAELens leaves thresholds out; circuit-tracer keeps what exceeds them.
    for threshold in optional.values():
        activations = activations * (activations > threshold)
    write_expected(folder, "sae-lens", x, activations, activations @ decoder[:, 0] + encoder[f"b_dec_{layer}"])


@torch.no_grad()
def make_openai(name: str, coder: Autoencoder) -> None:
    file = FIXTURES / "openai" / name
    file.parent.mkdir(parents=True)
    randomise(coder)
    # One that lies column by column: a file keeps what a tensor views, not what it shows.
    coder.encoder.weight.data = coder.encoder.weight.data.T.contiguous().T
    state = coder.state_dict()
    # Newer versions of torch write these beside activation_state_dict, and the package's own loader refuses them.
    for key in ("activation.k", "activation.postact_fn"):
        state.pop(key, None)
    torch.save(state, file)
    loaded = Autoencoder.from_state_dict(torch.load(file))
    x = normals(TOKENS, D_IN) + OFFSET
    activations, info = loaded.encode(x)
    write_expected(file.parent, "sparse_autoencoder", x, activations, loaded.decode(activations, info))


def make_directions(name: str, **optional: torch.Tensor) -> None:
    """Our own format (docs/sources.md), by its formula in float64."""
    folder = FIXTURES / name
    folder.mkdir(parents=True)
    directions = normals(FEATURES, D_IN)
    save_file({"directions": directions, **optional}, folder / "directions.safetensors")
    config = {"format": "featurepedia-directions", "hook_name": "blocks.0.hook_resid_post"}
    (folder / "cfg.json").write_text(json.dumps(config))
    x = normals(TOKENS, D_IN)
    unit = directions.double() / directions.double().norm(dim=-1, keepdim=True)
    pre = x.double() @ unit.T + optional.get("bias", torch.zeros(FEATURES))
    activations = torch.relu(pre) * (pre > optional.get("threshold", torch.zeros(FEATURES)))
    write_expected(folder, "torch", x, activations, activations @ unit)


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
make_saelens("saelens-skip-transcoder", SkipTranscoder(SkipTranscoderConfig(**transcoder)))
make_saelens(
    "saelens-jumprelu-skip-transcoder", JumpReLUSkipTranscoder(JumpReLUSkipTranscoderConfig(**transcoder))
)
for normalisation in ("constant_norm_rescale", "layer_norm"):
    options = {**saelens_options(), "normalize_activations": normalisation}
    make_saelens(
        f"saelens-{normalisation.replace('_', '-')}", TopKSAE(TopKSAEConfig(**options, k=K)), offset=OFFSET
    )
make_saelens(
    "saelens-layer-norm-transcoder",
    Transcoder(TranscoderConfig(**transcoder, normalize_activations="layer_norm")),
    offset=OFFSET,
)
averaged = {**saelens_options(prepend_bos=True, context_size=128), "normalize_activations": "expected_average_only_in"}
make_averaged("saelens-average-norm", JumpReLUSAE(JumpReLUSAEConfig(**averaged)), factor=0.7)
make_averaged("saelens-average-norm-gated", GatedSAE(GatedSAEConfig(**averaged)), factor=1.7)
make_averaged(
    "saelens-average-norm-rescaled", TopKSAE(TopKSAEConfig(**averaged, k=K, rescale_acts_by_decoder_norm=True)), factor=0.7
)
make_checkpoint(
    "saelens-batchtopk-checkpoint",
    BatchTopKTrainingSAE(BatchTopKTrainingSAEConfig(**averaged, k=K, rescale_acts_by_decoder_norm=True)),
    factor=0.7,
)
make_checkpoint(
    "saelens-matryoshka-checkpoint",
    MatryoshkaBatchTopKTrainingSAE(
        MatryoshkaBatchTopKTrainingSAEConfig(
            **averaged, k=K, matryoshka_widths=[10, FEATURES], rescale_acts_by_decoder_norm=False
        )
    ),
    factor=1.3,
)
make_sparsify(
    "sparsify-skip-transcoder/layers.0.mlp",
    SparseCoderConfig(num_latents=FEATURES, k=K, transcode=True, skip_connection=True),
)
make_directions("directions")
make_directions("directions-biased", bias=normals(FEATURES, scale=0.3), threshold=normals(FEATURES).abs())
make_clt("clt", layer=1, layers=3)
make_clt("clt-jumprelu", layer=0, layers=2, threshold=normals(FEATURES).abs() * 3)
make_openai(
    "resid_post_mlp_v5_32k/autoencoders/0.pt", Autoencoder(FEATURES, D_IN, activation=TopK(K), normalize=True)
)
make_openai("resid_delta_mlp/autoencoders/1.pt", Autoencoder(FEATURES, D_IN))
