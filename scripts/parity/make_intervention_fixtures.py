"""Writes what PyTorch makes of changed models, for lib/engine/model-session.ts.

Usage: pip install -r scripts/parity/requirements-engine.txt
       python scripts/parity/make_intervention_fixtures.py

For every model of test/fixtures/engine/architectures it changes the second sequence of expected.json by PyTorch hooks and writes
the logits, with the vectors that were used, into interventions.safetensors, and the tokens of greedy generation under steering
into interventions.json. Nothing is downloaded.
"""

import importlib.metadata
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import torch
from make_model_fixtures import BLOCKS, FINAL_NORM, FIXTURES, first
from safetensors.torch import save_file
from torch import nn
from transformers import AutoModelForCausalLM

FEATURES, ABLATED, AMPLIFIED, FACTOR = 6, 2, 4, 3.0
STEERED, PATCHED, QUERIES, KEYS = [2, 3, 7], [3, 5], [4, 6], [1, 3]
HEADS, HEAD_FACTORS = [0, 1], [0.0, 2.5]
GENERATED, PROMPT = 10, 4

generator = torch.Generator().manual_seed(20261126)


def draw(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=generator)


def replace_first(output: object, value: torch.Tensor) -> object:
    return (value, *output[1:]) if isinstance(output, tuple) else value


@contextmanager
def changing(module: nn.Module, change: Callable[[torch.Tensor], torch.Tensor]) -> Iterator[None]:
    """Changes what a module returns."""
    handle = module.register_forward_hook(lambda _module, _args, output: replace_first(output, change(first(output))))
    yield
    handle.remove()


@contextmanager
def changing_input(module: nn.Module, change: Callable[[torch.Tensor], torch.Tensor]) -> Iterator[None]:
    handle = module.register_forward_pre_hook(lambda _module, args: (change(args[0]), *args[1:]))
    yield
    handle.remove()


@contextmanager
def cutting(attention: nn.Module, heads: list[int]) -> Iterator[None]:
    """Takes edges out before the softmax of one layer's eager attention."""
    softmax = nn.functional.softmax

    def cut(scores: torch.Tensor, *args: object, **kwargs: object) -> torch.Tensor:
        scores = scores.clone()
        for head in heads:
            for query in QUERIES:
                scores[:, head, query, KEYS] = -torch.inf
        return softmax(scores, *args, **kwargs)

    def enter(*_: object) -> None:
        nn.functional.softmax = cut

    def leave(*_: object) -> None:
        nn.functional.softmax = softmax

    handles = [attention.register_forward_pre_hook(enter), attention.register_forward_hook(leave)]
    yield
    for handle in handles:
        handle.remove()


def at(value: torch.Tensor, positions: list[int], change: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    value = value.clone()
    value[:, positions] = change(value[:, positions])
    return value


def make(folder: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    config = model.config
    kind = config.model_type
    blocks = model.get_submodule(BLOCKS.get(kind, "model.layers"))
    norm = model.get_submodule(FINAL_NORM.get(kind, "model.norm"))
    attention_name, output_name = {"gpt2": ("attn", "c_proj"), "gpt_neox": ("attention", "dense")}.get(kind, ("self_attn", "o_proj"))
    attention = [block.get_submodule(attention_name) for block in blocks]
    # What attention adds to the residual stream: Gemma norms it first.
    adds = [block.get_submodule("post_attention_layernorm") if kind.startswith("gemma") else part for block, part in zip(blocks, attention)]
    ids = torch.tensor(json.loads((folder / "expected.json").read_text())["tokenIds"])
    other, sequence = ids[:1], ids[1:]
    width = config.hidden_size
    size = getattr(config, "head_dim", None) or width // config.num_attention_heads
    given = {
        "vector": 2 * draw(width),
        "values": draw(len(PATCHED), width),
        "encoder": draw(width, FEATURES),
        "encoderBias": draw(FEATURES),
        "decoder": draw(FEATURES, width),
        "decoderBias": draw(width),
    }

    def run(tokens: torch.Tensor, *changes: object) -> torch.Tensor:
        with torch.no_grad(), ExitStack() as stack:
            for change in changes:
                stack.enter_context(change)
            return model(tokens, use_cache=False).logits[0].contiguous()

    def scale_features(x: torch.Tensor) -> torch.Tensor:
        active = torch.relu(x @ given["encoder"] + given["encoderBias"])
        factors = torch.ones(FEATURES)
        factors[ABLATED], factors[AMPLIFIED] = 0.0, FACTOR
        return x + (active * (factors - 1)) @ given["decoder"]

    def scale_heads(z: torch.Tensor) -> torch.Tensor:
        z = z.clone()
        for head, factor in zip(HEADS, HEAD_FACTORS):
            z[..., head * size : (head + 1) * size] *= factor
        return z

    swapped: list[torch.Tensor] = []
    with changing(adds[1], lambda value: swapped.append(value.detach().clone()) or value):
        run(other)
    steer = lambda value: value + given["vector"]  # noqa: E731
    found = {
        "add": run(sequence, changing(blocks[0], lambda value: at(value, STEERED, steer))),
        "replace": run(sequence, changing(blocks[0], lambda value: at(value, PATCHED, lambda _: given["values"]))),
        "scale-heads": run(sequence, changing_input(attention[1].get_submodule(output_name), scale_heads)),
        "cut-edges": run(sequence, cutting(attention[1], list(range(config.num_attention_heads)))),
        "cut-edges-of-a-head": run(sequence, cutting(attention[1], [1])),
        "swap": run(sequence, changing(adds[1], lambda _: swapped[0])),
        "scale-features": run(sequence, changing(blocks[0], scale_features)),
        "twice": run(
            sequence,
            changing(blocks[0], lambda value: at(value, STEERED, steer)),
            changing(blocks[0], lambda value: at(value, [3, 4], lambda part: part * -0.5)),
        ),
    }
    lens: list[torch.Tensor] = []

    def look(value: torch.Tensor) -> torch.Tensor:
        logits = model.get_output_embeddings()(norm(value))
        cap = getattr(config, "final_logit_softcapping", None)
        lens.append(torch.log_softmax(cap * torch.tanh(logits / cap) if cap else logits, -1)[0].detach())
        return value

    with changing(blocks[0], look):
        run(sequence)
    with torch.no_grad(), changing(blocks[0], steer):
        generated = model.generate(
            sequence[:, :PROMPT],
            attention_mask=torch.ones(1, PROMPT),
            max_new_tokens=GENERATED,
            do_sample=False,
            eos_token_id=None,
            pad_token_id=0,
        )
        steered = generated[0, PROMPT:].tolist()
    save_file(
        {f"given.{name}": value.contiguous() for name, value in given.items()}
        | {"given.swapped": swapped[0][0].contiguous(), "lens": lens[0].contiguous()}
        | {f"logits.{name}": value for name, value in found.items()},
        folder / "interventions.safetensors",
    )
    packages = {package: importlib.metadata.version(package) for package in ["torch", "transformers"]}
    said = {"writtenBy": "scripts/parity/make_intervention_fixtures.py", "packages": packages, "prompt": PROMPT, "steered": steered}
    (folder / "interventions.json").write_text(json.dumps(said) + "\n")
    for name in ["interventions.safetensors", "interventions.json"]:
        (folder / name).chmod(0o644)


if __name__ == "__main__":
    for folder in sorted(FIXTURES.iterdir()):
        make(folder)
