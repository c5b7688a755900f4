"""Writes the language model as an ordinary Hugging Face directory with float16 weights.

Usage: python scripts/zoo/export_lm.py [--run lm] [--random]
"""

import argparse
import json

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from model import ModelConfig, TinyLlama, from_hugging_face_weights, to_hugging_face_weights
from paths import CORPUS_DIR, MODEL_DIR, RUNS_DIR
from prepare import END_OF_TEXT


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", default="lm")
    parser.add_argument("--random", action="store_true", help="untrained weights, for testing the layout")
    arguments = parser.parse_args()
    model = TinyLlama(ModelConfig())
    if not arguments.random:
        state = torch.load(RUNS_DIR / arguments.run / "checkpoint.pt", weights_only=True)
        model.load_state_dict(state["model"])
        print("step", state["progress"])
    export(model)


def export(model):
    MODEL_DIR.mkdir(parents=True, exist_ok=True)
    weights = to_hugging_face_weights(model)
    largest = max(tensor.abs().max().item() for tensor in weights.values())
    assert largest < 1000, f"a weight of {largest} leaves float16 little room"
    save_file(weights, MODEL_DIR / "model.safetensors", metadata={"format": "pt"})
    write_json("config.json", model.config.to_hugging_face())
    write_json("generation_config.json", {"bos_token_id": 0, "eos_token_id": 0})
    write_json("tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": END_OF_TEXT,
        "eos_token": END_OF_TEXT,
        "add_bos_token": True,
        "clean_up_tokenization_spaces": False,
        "model_max_length": model.config.positions_max,
    })
    Tokenizer.from_file(str(CORPUS_DIR / "tokenizer.json")).save(str(MODEL_DIR / "tokenizer.json"))


def write_json(name, value):
    (MODEL_DIR / name).write_text(json.dumps(value, indent=2) + "\n")


def load_exported(directory=MODEL_DIR):
    """The exported float16 weights in our own module, in float32."""
    return from_hugging_face_weights(ModelConfig(), load_file(directory / "model.safetensors")).eval()


if __name__ == "__main__":
    main()
