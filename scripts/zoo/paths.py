"""Where the zoo keeps its data, checkpoints and exports."""

import os
from pathlib import Path

ZOO_DIR = Path(os.environ.get("ZOO_DIR", Path.home() / ".cache" / "featurepedia-zoo"))
PACKAGES_DIR = ZOO_DIR / "packages"
CORPUS_DIR = ZOO_DIR / "corpus"
RUNS_DIR = ZOO_DIR / "runs"

REPOSITORY_DIR = Path(__file__).resolve().parents[2]
MODEL_NAME = "tiny-llama-7m"
MODEL_DIR = Path(os.environ.get("ZOO_MODELS_DIR", REPOSITORY_DIR / "models")) / MODEL_NAME
SAES_DIR = MODEL_DIR.with_name(f"{MODEL_NAME}-saes")
FIXTURE_PATH = REPOSITORY_DIR / "test" / "fixtures" / "engine" / f"{MODEL_NAME}.json"
