"""Runs the model of a folder in PyTorch, one round for each line of standard input: scripts/bench/torch.ts asks.

Answers each line with the seconds it took. Usage: python torch_runner.py FOLDER BATCH LENGTH FEATURES K GENERATED
"""

import os
import sys
import time

import torch
from transformers import AutoModelForCausalLM

# As many as onnxruntime takes; left alone it takes one of two that share a core.
torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
folder, (batch, length, features, k, generated) = sys.argv[1], map(int, sys.argv[2:])
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
width, vocabulary = model.config.hidden_size, model.config.vocab_size
ids = torch.randint(2, vocabulary, (batch, length))
encoder, bias = torch.randn(width, features), torch.zeros(features)


def prefill() -> torch.Tensor:
    return model.model(ids, use_cache=False).last_hidden_state


def encode() -> torch.Tensor:
    return torch.topk(torch.relu(prefill() @ encoder + bias), k, sorted=False).values


def generate() -> torch.Tensor:
    return model.generate(
        ids[:1],
        attention_mask=torch.ones(1, length),
        max_new_tokens=generated,
        min_new_tokens=generated,
        do_sample=False,
        pad_token_id=0,
    )


print(torch.__version__, flush=True)
rounds = {"prefill": prefill, "encode": encode, "generate": generate}
with torch.no_grad():
    for line in sys.stdin:
        began = time.perf_counter()
        rounds[line.strip()]()
        print(time.perf_counter() - began, flush=True)
