"""Writes the losses that lib/sae/loss-session.ts is held to, run by transformers in float64.

Usage: pip install -r scripts/parity/requirements-engine.txt
       python scripts/parity/make_quality_fixture.py

test/fixtures/sae/quality.json: the tokens of three short texts of our own behind BOS, and for each bundled source the sums over
the counted positions (not BOS, not the last, which predicts nothing) of the cross-entropy of the model as it is, with its
reconstruction, with zero and with a constant in place of the activation, and of KL(clean || run) of those three. Replaced
everywhere but at BOS. The encoders are the formulas of the sources' card. Nothing is downloaded.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

ROOT = Path(__file__).parents[2]
MODEL, SOURCES = ROOT / "models/tiny-llama-7m", ROOT / "models/tiny-llama-7m-saes"
BOS = 0
TEXTS = (
    "The president said in his speech that the war had been a trial for the whole nation, and that peace would need more patience still.",
    "import numpy as np\n\ndef mean(values):\n    return np.sum(values) / len(values)\n",
    "Some years ago, having little money and nothing to do on shore, we thought we would sail about and see the northern coast.",
)


def main():
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    model = AutoModelForCausalLM.from_pretrained(MODEL, dtype=torch.float64, attn_implementation="eager").eval()
    sequences = [[BOS, *tokenizer(text, add_special_tokens=False).input_ids] for text in TEXTS]
    # What stands for the mean need not be one: any constant does. Whole numbers are the same in every precision.
    constant = [d % 7 - 3 for d in range(model.config.hidden_size)]
    losses = {
        directory.name: measure(model, directory, sequences, torch.tensor(constant, dtype=torch.float64))
        for directory in sorted(SOURCES.iterdir())
        if directory.is_dir()
    }
    fixture = {"sequences": sequences, "constant": constant, "losses": losses}
    (ROOT / "test/fixtures/sae/quality.json").write_text(json.dumps(fixture) + "\n")


def measure(model, directory, sequences, constant):
    weights = {name: tensor.double() for name, tensor in load_file(directory / "sae_weights.safetensors").items()}
    config = json.loads((directory / "cfg.json").read_text())
    is_transcoder = "transcoder" in config["architecture"]
    layer = model.model.layers[int(config["metadata"]["hook_name"].split(".")[1])]
    module = layer.mlp if is_transcoder else layer
    replacements = {
        "Reconstructed": lambda read, written: reconstruct(weights, config, read if is_transcoder else written),
        "ZeroAblated": lambda read, written: torch.zeros_like(written),
        "MeanAblated": lambda read, written: constant.expand_as(written),
    }
    sums = {"tokens": sum(len(sequence) - 2 for sequence in sequences), "clean": 0.0}
    for sequence in sequences:
        clean, following = predict(model, sequence), torch.tensor(sequence[2:])[:, None]
        sums["clean"] -= clean.gather(-1, following).sum().item()
        for run, replace in replacements.items():
            replaced = predict(model, sequence, module, replace)
            loss, divergence = run[0].lower() + run[1:], f"kl{run}"
            sums[loss] = sums.get(loss, 0.0) - replaced.gather(-1, following).sum().item()
            sums[divergence] = sums.get(divergence, 0.0) + (clean.exp() * (clean - replaced)).sum().item()
    return sums


@torch.no_grad()
def predict(model, sequence, module=None, replace=None):
    """ln p of every next token at the counted positions: float64 [len(sequence) - 2, vocabulary]."""

    def hook(_, inputs, output):
        written = output[0] if isinstance(output, tuple) else output
        changed = torch.cat([written[:, :1], replace(inputs[0], written)[:, 1:]], dim=1)
        return (changed, *output[1:]) if isinstance(output, tuple) else changed

    handle = module.register_forward_hook(hook) if module is not None else None
    try:
        return model(torch.tensor([sequence])).logits[0, 1:-1].log_softmax(-1)
    finally:
        if handle is not None:
            handle.remove()


def reconstruct(weights, config, x):
    if config["architecture"] == "topk":
        values, places = ((x - weights["b_dec"]) @ weights["W_enc"] + weights["b_enc"]).topk(config["k"], dim=-1)
        active = torch.zeros(*x.shape[:-1], config["d_sae"], dtype=x.dtype).scatter(-1, places, values.relu())
    else:
        before = x @ weights["W_enc"] + weights["b_enc"]
        active = before.relu() * (before > weights["threshold"])
    return active @ weights["W_dec"] + weights["b_dec"]


if __name__ == "__main__":
    main()
