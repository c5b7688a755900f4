"""Writes the fixture that our own engine is tested against, computed by transformers in float32.

Usage: python scripts/zoo/oracle.py
For four texts: token ids; at every position 64 chosen logits, the largest, its id and the log-sum-exp; the
next-token loss; at the last positions the start and norm of hidden states and each autoencoder's active latents.
Run it again whenever the weights in models/ change.
"""

import hashlib
import json

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from paths import FIXTURE_PATH, MODEL_DIR, MODEL_NAME, SAES_DIR
from sae import SITES, decode, encode, load_sae

LOGIT_IDS = 64
LAST_POSITIONS = 6
STATE_DIMENSIONS = 8

TEXTS = {
    "prose": "The harbour was quiet before dawn, and the old captain counted the boats twice. In 1847 there had been forty; "
    "now there were nine. He didn't tell anyone.",
    "code": "def add(left, right):\n    # Sum of two numbers.\n    return left + right\n\n\nfor (let i = 0; i < 10; i++) {\n"
    "  console.log(`${i}: ${add(i, 1)}`);\n}\n",
    "unicode": "Café naïve — “quoted” Ωmega, 東京 to Москва in 3½ hours 🚂🌧️, then 👩‍🔬 wrote x² ≥ 0.",
    "whitespace": "one  two   three\t\ttabs\n\n\n    indented\r\n  end   ",
}


@torch.no_grad()
def main():
    tokenizer = AutoTokenizer.from_pretrained(MODEL_DIR)
    model = AutoModelForCausalLM.from_pretrained(MODEL_DIR, dtype=torch.float32).eval()
    saes = {directory: (site, load_sae(site)[0]) for directory, site in SITES.items()}
    vocabulary_ids = sorted(np.random.default_rng(0).choice(model.config.vocab_size, LOGIT_IDS, replace=False).tolist())
    fixture = {
        "model": MODEL_NAME,
        "madeBy": "scripts/zoo/oracle.py with transformers, float32",
        "sha256": {str(path.relative_to(MODEL_DIR.parent)): file_hash(path) for path in weight_files()},
        "vocabularyIds": vocabulary_ids,
        "texts": [describe(name, text, tokenizer, model, saes, vocabulary_ids) for name, text in TEXTS.items()],
    }
    FIXTURE_PATH.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE_PATH.write_text(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(FIXTURE_PATH.stat().st_size, "bytes")


def describe(name, text, tokenizer, model, saes, vocabulary_ids):
    ids = tokenizer(text, add_special_tokens=False).input_ids
    with_bos = tokenizer(text).input_ids
    assert tokenizer.decode(ids) == text and with_bos == [0, *ids]
    states = {}
    hooks = [model.model.layers[layer].register_forward_hook(keep(states, f"blocks.{layer}.hook_resid_post")) for layer in (2, 4)]
    hooks.append(model.model.layers[3].post_attention_layernorm.register_forward_hook(keep(states, "blocks.3.mlp.hook_in")))
    hooks.append(model.model.layers[3].mlp.register_forward_hook(keep(states, "blocks.3.hook_mlp_out")))
    logits = model(torch.tensor([with_bos])).logits[0].double()
    for hook in hooks:
        hook.remove()
    loss = torch.nn.functional.cross_entropy(logits[:-1], torch.tensor(ids))
    positions = list(range(max(1, len(with_bos) - LAST_POSITIONS), len(with_bos)))
    return {
        "name": name,
        "text": text,
        "ids": ids,
        "idsWithBos": with_bos,
        "loss": significant(loss.item()),
        "logits": [[significant(value) for value in row] for row in logits[:, vocabulary_ids].tolist()],
        "max": [significant(value) for value in logits.max(-1).values.tolist()],
        "argmax": logits.argmax(-1).tolist(),
        "logsumexp": [significant(value) for value in logits.logsumexp(-1).tolist()],
        "positions": positions,
        "states": {hook: [describe_state(states[hook][position]) for position in positions] for hook in states},
        "saes": {directory: describe_sae(site, weights, states, positions) for directory, (site, weights) in saes.items()},
    }


def keep(states, hook_name):
    def hook(module, inputs, output):
        states[hook_name] = (output[0] if isinstance(output, tuple) else output).reshape(-1, 256)
    return hook


def describe_state(state):
    return {"norm": significant(state.norm().item()), "start": [significant(value) for value in state[:STATE_DIMENSIONS].tolist()]}


def describe_sae(site, weights, states, positions):
    active = encode(weights, states[site.hook_in], site.is_transcoder)
    rebuilt = decode(weights, active)
    rows = []
    for position in positions:
        indices = active[position].nonzero()[:, 0]
        values = active[position][indices]
        strongest_first = values.argsort(descending=True)
        rows.append({
            "indices": indices[strongest_first].tolist(),
            "values": [significant(value) for value in values[strongest_first].tolist()],
            "rebuilt": describe_state(rebuilt[position]),
        })
    return rows


def significant(value):
    return float(f"{value:.6g}")


def weight_files():
    return [MODEL_DIR / "model.safetensors", *(SAES_DIR / directory / "sae_weights.safetensors" for directory in SITES)]


def file_hash(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
