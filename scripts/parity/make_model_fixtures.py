"""Writes the language models that lib/engine/architectures is held to, saved and run by transformers.

Usage: pip install -r scripts/parity/requirements-engine.txt
       python scripts/parity/make_model_fixtures.py

Each folder of test/fixtures/engine/architectures is what `save_pretrained` wrote for a model of random weights, with
expected.safetensors (the value at every hook point, by its name) and expected.json (token ids, greedy generation) beside it, as
the model computed them in float32 after it was loaded again. Norm gains and biases are random too: ones and zeros would hide one
that is left out. Sequences are longer than the sliding windows. Nothing is downloaded.
"""

import importlib.metadata
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from transformers import (
    AutoModelForCausalLM,
    Gemma2Config,
    Gemma3TextConfig,
    GPT2Config,
    GPTNeoXConfig,
    LlamaConfig,
    PreTrainedConfig,
    PreTrainedModel,
    Qwen2Config,
)

FIXTURES = Path(__file__).parents[2] / "test/fixtures/engine/architectures"
VOCABULARY, LAYERS, LENGTH, PROMPT, GENERATED, WINDOW = 64, 2, 9, 5, 12, 4

generator = torch.Generator().manual_seed(20260901)


def randomise(model: PreTrainedModel, dtype: torch.dtype) -> None:
    """Values that `dtype` holds exactly. Gemma's gains are stored as their distance from one."""
    centre = 0.0 if model.config.model_type.startswith("gemma") else 1.0
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            values = torch.randn(parameter.shape, generator=generator)
            if parameter.ndim == 1:
                values = 0.3 * values + (0.0 if name.endswith("bias") else centre)
            elif any(part in name for part in ["embed", "wte"]):
                # Small beside what the layers add: with tied embeddings every token would else predict itself.
                values = 0.1 * values
            elif "wpe" not in name:
                values = 2 * values / parameter.shape[-1] ** 0.5
            parameter.copy_(values.to(dtype).float())


# Where each family's modules hold what we name: an input or an output of a module below the layer.
Place = tuple[str, str]
LLAMA: dict[str, Place] = {
    "hook_resid_pre": ("", "input"),
    "attn.hook_pattern": ("self_attn", "weights"),
    "attn.hook_z": ("self_attn.o_proj", "input"),
    "hook_attn_out": ("self_attn", "output"),
    "hook_resid_mid": ("post_attention_layernorm", "input"),
    "mlp.hook_in": ("mlp", "input"),
    "mlp.hook_post": ("mlp.down_proj", "input"),
    "hook_mlp_out": ("mlp", "output"),
    "hook_resid_post": ("", "output"),
}
GEMMA = LLAMA | {
    "hook_attn_out": ("post_attention_layernorm", "output"),
    "hook_resid_mid": ("pre_feedforward_layernorm", "input"),
    "hook_mlp_out": ("post_feedforward_layernorm", "output"),
}
GPT2: dict[str, Place] = LLAMA | {
    "attn.hook_pattern": ("attn", "weights"),
    "attn.hook_z": ("attn.c_proj", "input"),
    "hook_attn_out": ("attn", "output"),
    "hook_resid_mid": ("ln_2", "input"),
    "mlp.hook_post": ("mlp.c_proj", "input"),
}
GPT_NEOX: dict[str, Place] = LLAMA | {
    "attn.hook_pattern": ("attention", "weights"),
    "attn.hook_z": ("attention.dense", "input"),
    "hook_attn_out": ("attention", "output"),
    "mlp.hook_post": ("mlp.dense_4h_to_h", "input"),
}
# The attention and the MLP of a layer both read the residual stream before it: there is no point between them.
GPT_NEOX_PARALLEL = {point: place for point, place in GPT_NEOX.items() if point != "hook_resid_mid"}
FINAL_NORM = {"gpt2": "transformer.ln_f", "gpt_neox": "gpt_neox.final_layer_norm"}
BLOCKS = {"gpt2": "transformer.h", "gpt_neox": "gpt_neox.layers"}


def first(value: object) -> torch.Tensor:
    return value[0] if isinstance(value, tuple) else value


def watch(module: nn.Module, side: str, store: Callable[[torch.Tensor], None]) -> None:
    def on_call(_module: nn.Module, args: tuple, kwargs: dict, output: object) -> None:
        given = args[0] if args else kwargs["hidden_states"]
        store({"input": lambda: given, "output": lambda: first(output), "weights": lambda: output[1]}[side]())

    module.register_forward_hook(on_call, with_kwargs=True)


def watch_hooks(model: PreTrainedModel, places: dict[str, Place]) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = {}
    kind = model.config.model_type

    def store(name: str) -> Callable[[torch.Tensor], None]:
        return lambda value: found.__setitem__(name, value.detach().clone().contiguous())

    for index, block in enumerate(model.get_submodule(BLOCKS.get(kind, "model.layers"))):
        for point, (path, side) in places.items():
            # Of later layers the same as hook_resid_post of the layer before.
            if index > 0 and point == "hook_resid_pre":
                continue
            watch(block.get_submodule(path), side, store(f"blocks.{index}.{point}"))
    watch(model.get_submodule(FINAL_NORM.get(kind, "model.norm")), "output", store("final_norm"))
    return found


def write_tokenizer(folder: Path) -> None:
    """The models read token ids; their tokenizer names them."""
    vocabulary = {f"t{i}": i for i in range(VOCABULARY)}
    model = {"type": "WordLevel", "vocab": vocabulary, "unk_token": "t0"}
    (folder / "tokenizer.json").write_text(json.dumps({"version": "1.0", "model": model}) + "\n")


def make(
    name: str,
    config: PreTrainedConfig,
    places: dict[str, Place],
    dtype: torch.dtype = torch.float16,
    shard_size: str = "1GB",
    edit: Callable[[dict], None] = lambda config: None,
) -> None:
    folder = FIXTURES / name
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager")
    randomise(model, dtype)
    model.to(dtype).save_pretrained(folder, max_shard_size=shard_size)
    (folder / "generation_config.json").unlink(missing_ok=True)
    path = folder / "config.json"
    saved = json.loads(path.read_text())
    edit(saved)
    path.write_text(json.dumps(saved, indent=2, sort_keys=True) + "\n")
    write_tokenizer(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    found = watch_hooks(model, places)
    ids = torch.randint(VOCABULARY, (2, LENGTH), generator=generator)
    with torch.no_grad():
        generated = [
            model.generate(
                row[None, :PROMPT],
                attention_mask=torch.ones(1, PROMPT),
                max_new_tokens=GENERATED,
                do_sample=False,
                eos_token_id=None,
                pad_token_id=0,
            )[0, PROMPT:].tolist()
            for row in ids
        ]
        # Last, so that the hooks hold what they saw of the whole sequences.
        logits = model(ids, use_cache=False).logits
    save_file(found | {"logits": logits.contiguous()}, folder / "expected.safetensors")
    expected = {
        "writtenBy": "scripts/parity/make_model_fixtures.py",
        "packages": {package: importlib.metadata.version(package) for package in ["torch", "transformers"]},
        "tokenIds": ids.tolist(),
        "prompt": PROMPT,
        "generated": generated,
    }
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")
    for file in folder.iterdir():
        file.chmod(0o644)


sizes = {"vocab_size": VOCABULARY, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": LAYERS}
heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8}
ends = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": None}
llama = {**sizes, **heads, **ends, "max_position_embeddings": 64}
gemma = {**llama, "sliding_window": WINDOW, "query_pre_attn_scalar": 24}


def as_older_file(config: dict) -> None:
    """The same settings as transformers 4 wrote them."""
    config["rope_theta"] = config.pop("rope_parameters")["rope_theta"]
    config["rope_scaling"] = {"type": "linear", "factor": 2.0}
    config["torch_dtype"] = config.pop("dtype")
    del config["head_dim"]


def main() -> None:
    shutil.rmtree(FIXTURES, ignore_errors=True)
    make(
        "gpt2",
        GPT2Config(
            vocab_size=VOCABULARY, n_positions=64, n_embd=16, n_layer=LAYERS, n_head=4, scale_attn_by_inverse_layer_idx=True, **ends
        ),
        GPT2,
    )
    neox = {**sizes, **ends, "max_position_embeddings": 64, "num_attention_heads": 2}
    make(
        "gpt-neox-parallel",
        GPTNeoXConfig(**{**neox, "hidden_size": 32}, rope_parameters={"rope_theta": 100.0, "partial_rotary_factor": 0.25}),
        GPT_NEOX_PARALLEL,
    )
    make(
        "gpt-neox-sequential",
        GPTNeoXConfig(
            **neox,
            use_parallel_residual=False,
            tie_word_embeddings=True,
            rope_parameters={"rope_theta": 100.0, "partial_rotary_factor": 1.0},
        ),
        GPT_NEOX,
    )
    make(
        "llama-3",
        LlamaConfig(
            **llama,
            tie_word_embeddings=True,
            attention_bias=True,
            mlp_bias=True,
            # Of the four frequencies one is kept, one divided and one between the two.
            rope_parameters={
                "rope_type": "llama3",
                "rope_theta": 50.0,
                "factor": 4.0,
                "low_freq_factor": 1.0,
                "high_freq_factor": 4.0,
                "original_max_position_embeddings": 32,
            },
        ),
        LLAMA,
    )
    make(
        "llama-linear",
        LlamaConfig(
            **{**llama, "hidden_size": 32}, rope_parameters={"rope_type": "linear", "rope_theta": 100.0, "factor": 2.0}
        ),
        LLAMA,
        edit=as_older_file,
    )
    make(
        "qwen2",
        Qwen2Config(
            **{**llama, "hidden_size": 32},
            use_sliding_window=True,
            sliding_window=WINDOW,
            max_window_layers=1,
            tie_word_embeddings=True,
            rope_parameters={"rope_type": "default", "rope_theta": 100.0},
        ),
        LLAMA,
        shard_size="6KB",
    )
    make(
        "gemma2",
        Gemma2Config(
            **gemma,
            attn_logit_softcapping=2.0,
            final_logit_softcapping=3.0,
            rope_parameters={"rope_type": "default", "rope_theta": 100.0},
        ),
        GEMMA,
    )
    make(
        "gemma3",
        Gemma3TextConfig(
            **gemma,
            layer_types=["sliding_attention", "full_attention"],
            rope_parameters={
                "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
                "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 500.0},
            },
        ),
        GEMMA,
        dtype=torch.bfloat16,
    )
    print(sum(path.stat().st_size for path in FIXTURES.rglob("*") if path.is_file()), "bytes")


if __name__ == "__main__":
    main()
