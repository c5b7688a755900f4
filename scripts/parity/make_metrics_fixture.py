"""Writes the numbers that lib/explain/metrics is held to, computed by the published packages themselves.

Usage: pip install -r scripts/parity/requirements.txt
       pip install --no-deps eai-delphi==0.1.3
       python scripts/parity/make_metrics_fixture.py

neuron-explainer (OpenAI) is imported whole. Of eai-delphi (EleutherAI) the modules named below are imported, unchanged,
without the packages around them, whose __init__ files ask for vllm, faiss and a GPU that no formula needs. What neither
publishes (average precision, quantiles, Wilson's interval) comes from scikit-learn, numpy and scipy; "reference" in the
output says which one computed each part.
Nothing is downloaded and no model is asked.
"""

import asyncio
import importlib
import importlib.metadata
import importlib.util
import json
import os
import sys
import types
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from scipy import stats
from sklearn import metrics as sk

FIXTURE_PATH = Path(__file__).parents[2] / "test/fixtures/explain/metrics.json"
PACKAGES = ["neuron-explainer", "eai-delphi", "numpy", "scipy", "scikit-learn", "torch"]

# The client module refuses to be imported without one; no client is ever made.
os.environ.setdefault("OPENAI_API_KEY", "unused")
from neuron_explainer.activations.activation_records import normalize_activations as openai_normalize  # noqa: E402
from neuron_explainer.activations.activations import ActivationRecord  # noqa: E402
from neuron_explainer.explanations import calibrated_simulator, scoring, simulator  # noqa: E402
from neuron_explainer.explanations.explanations import ActivationScale, SequenceSimulation  # noqa: E402

rng = np.random.default_rng(20260801)


def import_delphi(*names: str) -> list[types.ModuleType]:
    """Imports modules of delphi with empty packages in place of their parents."""
    root = Path(next(iter(importlib.util.find_spec("delphi").submodule_search_locations)))
    importlib.import_module("delphi")
    parents = {".".join(name.split(".")[:depth]) for name in names for depth in range(2, name.count(".") + 1)}
    for parent in sorted(parents | {"delphi.latents", "delphi.scorers", "delphi.scorers.classifier"}):
        package = types.ModuleType(parent)
        package.__path__ = [str(root.joinpath(*parent.split(".")[1:]))]
        sys.modules[parent] = package
    latents = importlib.import_module("delphi.latents.latents")
    for name in ["Example", "ActivatingExample", "NonActivatingExample", "LatentRecord"]:
        setattr(sys.modules["delphi.latents"], name, getattr(latents, name))
    return [importlib.import_module(name) for name in names]


result_analysis, samplers, example_embedding, delphi_scoring, llm_interface, delphi_data = import_delphi(
    "delphi.log.result_analysis",
    "delphi.latents.samplers",
    "delphi.scorers.embedding.example_embedding",
    "delphi.scorers.simulator.simulation.scoring",
    "delphi.scorers.simulator.simulation.llm_interface",
    "delphi.scorers.simulator.simulation.data_models",
)
latents = sys.modules["delphi.latents.latents"]


def sparse_activations(n: int, density: float) -> np.ndarray:
    return np.round(np.where(rng.random(n) < density, rng.lognormal(0.5, 0.7, n), 0.0), 4)


class ReplayedSimulator(simulator.NeuronSimulator):
    """Answers with simulations made beforehand."""

    def __init__(self, simulations):
        self.simulations = {" ".join(simulation.tokens): simulation for simulation in simulations}

    async def simulate(self, tokens):
        return self.simulations[" ".join(tokens)]


def simulation_cases() -> dict:
    def sequences(count: int, name: str):
        made = []
        for i in range(count):
            truth = sparse_activations(16, 0.3)
            seen = np.clip(np.round(2 * truth + rng.normal(0, 1.5, 16) * (rng.random(16) < 0.5), 2), 0, 10)
            made.append({"tokens": [f"{name}{i}.{j}" for j in range(16)], "predicted": seen.tolist(), "truth": truth.tolist()})
        return made

    calibration, test = sequences(4, "c"), sequences(6, "t")
    as_record = lambda s: ActivationRecord(tokens=s["tokens"], activations=s["truth"])  # noqa: E731
    as_simulation = lambda s: SequenceSimulation(  # noqa: E731
        tokens=s["tokens"],
        expected_activations=s["predicted"],
        activation_scale=ActivationScale.SIMULATED_NORMALIZED_ACTIVATIONS,
        distribution_values=[],
        distribution_probabilities=[],
    )
    replayed = ReplayedSimulator([as_simulation(s) for s in calibration + test])
    expected = {}
    for name, kind in {
        "uncalibrated": calibrated_simulator.UncalibratedNeuronSimulator,
        "linear": calibrated_simulator.LinearCalibratedNeuronSimulator,
        "percentile": calibrated_simulator.PercentileMatchingCalibratedNeuronSimulator,
    }.items():
        calibrated = asyncio.run(kind.create(replayed, [as_record(s) for s in calibration]))
        scored = asyncio.run(scoring.simulate_and_score(calibrated, [as_record(s) for s in test]))
        expected[name] = {
            "predicted": [v for s in scored.scored_sequence_simulations for v in s.simulation.expected_activations],
            "evCorrelation": float(scored.ev_correlation_score),
            "rSquared": scored.rsquared_score,
            "absoluteDeviationExplained": scored.absolute_dev_explained_score,
        }

    class DelphiSimulator:
        async def simulate(self, tokens):
            return next(s["predicted"] for s in test if s["tokens"] == list(tokens))

    as_delphi = lambda s, quantile: delphi_data.ActivationRecord(s["tokens"], s["truth"], quantile)  # noqa: E731
    groups = asyncio.run(
        delphi_scoring.simulate_and_score(
            DelphiSimulator(),
            [as_delphi(s, i // 2) for i, s in enumerate(test[:4])],
            [as_delphi(s, -1) for s in test[4:]],
        )
    )
    return {
        "calibration": calibration,
        "test": test,
        "openai": expected,
        "delphiGroups": [{"distance": g.distance, "evCorrelation": g.ev_correlation_score, "rSquared": g.rsquared_score} for g in groups],
        "constantPrediction": str(delphi_scoring.fix_nan(delphi_scoring.correlation_score(test[0]["truth"], [1.0] * 16))),
    }


def expected_value_cases() -> list[dict]:
    def logprobs(tokens):
        return dict(zip(tokens, np.round(np.log(rng.dirichlet(np.ones(len(tokens))) * 0.9), 4).tolist()))

    cases = [
        logprobs([str(v) for v in range(11)] + ["unknown", "\n", " the"]),
        logprobs(["0", "1", "3", "10", "11", "-1", "7.5"]),
        logprobs(["0", " 7", "7", "2 ", "ten"]),
        logprobs([" 7", "0", "7", "  7", "10"]),
        logprobs(["unknown", "the"]),
        {},
    ]
    return [
        {
            "topTokens": [{"token": token, "logprob": logprob} for token, logprob in case.items()],
            "openai": float(simulator.compute_predicted_activation_stats_for_token(case)[1]),
            "delphi": float(llm_interface.compute_predicted_activation_stats_for_token(case)[1]),
        }
        for case in cases
    ]


def normalization_cases() -> list[dict]:
    cases = []
    for maximum in [0.7, 3.3, 11.5]:
        # Multiples of a tenth of the maximum lie at the edges of levels, where floor and ceil and float32 show.
        edges = np.float32(maximum) * np.arange(-1, 13, dtype=np.float32) / np.float32(10)
        values = np.concatenate([edges, rng.normal(0, maximum, 16).astype(np.float32)]).astype(np.float32)
        maximum = float(np.float32(maximum))
        example = latents.ActivatingExample(tokens=torch.zeros(len(values)), activations=torch.from_numpy(values))
        samplers.normalize_activations([example], maximum)
        cases.append(
            {
                "activations": [float(v) for v in values],
                "max": maximum,
                "openai": openai_normalize([float(v) for v in values], maximum),
                "delphi": [int(v) for v in example.normalized_activations],
            }
        )
    return cases


def judged_rows(positives: int, negatives: int, failures: float, probabilities: bool) -> list[dict]:
    rows = []
    for i in range(positives + negatives):
        activating = i < positives
        failed = bool(rng.random() < failures)
        probability = round(float(np.clip(rng.normal(0.62 if activating else 0.38, 0.25), 0, 1)), 2)
        rows.append(
            {
                "activating": activating,
                "prediction": None if failed else probability >= 0.5,
                "probability": probability if probabilities and not failed else None,
                "decile": i * 10 // positives if activating else None,
            }
        )
    return rows


class FiringCounts:
    """Counts of one hookpoint. torch takes a pandas Series for a list and asks for its item 0 by label, so with plain tensors
    frequency_weighted_f1 raises KeyError at the second hookpoint; this one takes its values."""

    def __init__(self, counts: list[int]):
        self.counts = torch.tensor(counts)

    def __getitem__(self, index):
        return self.counts[torch.tensor(index.to_numpy()) if isinstance(index, pd.Series) else index]


def delphi_cases() -> dict:
    latent_rows = [
        judged_rows(20, 20, 0.1, True),
        judged_rows(10, 30, 0, False),
        judged_rows(10, 0, 0, False),
        [{**row, "prediction": False} for row in judged_rows(10, 10, 0, False)],
        [{**row, "prediction": None} for row in judged_rows(5, 5, 0, False)],
    ]
    frames = [
        pd.DataFrame(rows).assign(module=["a", "a", "b", "b", "c"][i], latent_idx=i, score_type="detection")
        for i, rows in enumerate(latent_rows)
    ]
    counts = {"a": FiringCounts([120, 7, 0, 0, 0]), "b": FiringCounts([0, 0, 3, 900, 0]), "c": FiringCounts([0] * 5)}
    latents_expected = []
    for frame in frames:
        confusion = result_analysis.compute_confusion(frame)
        measures = result_analysis.compute_classification_metrics(confusion)
        auc = result_analysis.compute_auc(frame)
        latents_expected.append({**plain(confusion), **plain(measures), "auc": None if auc is None else float(auc)})
    pooled = pd.concat([frame.astype({"prediction": object}) for frame in frames], ignore_index=True)
    aggregate = result_analysis.get_agg_metrics(pooled, counts).iloc[0]
    return {
        "latents": [
            {
                "module": str(frame.module.iloc[0]),
                "firingCount": int(counts[frame.module.iloc[0]][i]),
                "rows": latent_rows[i],
                "expected": latents_expected[i],
            }
            for i, frame in enumerate(frames)
        ],
        "pooled": {key: float(aggregate[key]) for key in ["precision", "recall", "f1_score", "accuracy", "auc", "weighted_f1"]},
    }


def plain(numbers: dict) -> dict:
    return {key: float(value) for key, value in numbers.items()}


def embedding_cases() -> list[dict]:
    width, cases = 6, []

    class Encoder:
        """Texts are keys of vectors made beforehand."""

        vectors: dict[str, np.ndarray] = {}

        def encode(self, texts):
            return [self.vectors[text] for text in texts]

        def similarity(self, a, b):
            return torch.nn.functional.normalize(a, dim=-1) @ torch.nn.functional.normalize(b, dim=-1).T

    encoder = Encoder()
    scorer = example_embedding.ExampleEmbeddingScorer(encoder)
    for _ in range(8):
        direction = rng.normal(size=width)
        vectors = {
            **{f"p{i}": rng.normal(size=width) + direction for i in range(4)},
            **{f"n{i}": rng.normal(size=width) for i in range(5)},
            "positive": rng.normal(size=width) + 0.5 * direction,
            "negative": rng.normal(size=width),
        }
        encoder.vectors = {key: np.round(value, 3).astype(np.float32) for key, value in vectors.items()}
        batch = example_embedding.Batch(
            negative_examples=[f"n{i}" for i in range(5)],
            positive_examples=[f"p{i}" for i in range(4)],
            positive_query="positive",
            negative_query="negative",
            quantile_positive_query=0,
            distance_negative_query=-1.0,
        )
        plus, minus = scorer.compute_batch_deltas(batch)
        numbers = {key: [round(float(x), 3) for x in value] for key, value in encoder.vectors.items()}
        cases.append(
            {
                "positives": [x for i in range(4) for x in numbers[f"p{i}"]],
                "negatives": [x for i in range(5) for x in numbers[f"n{i}"]],
                "positiveQuery": numbers["positive"],
                "negativeQuery": numbers["negative"],
                "deltaPlus": plus,
                "deltaMinus": minus,
            }
        )
    return cases


def ranking_cases() -> list[dict]:
    cases = []
    for n, decimals, rate in [(200, 6, 0.3), (200, 1, 0.3), (200, 0, 0.05), (12, 0, 0.5)]:
        truth = rng.random(n) < rate
        truth[:2] = [True, False]
        scores = np.round(rng.normal(truth * 0.8, 1.0), decimals)
        predicted = scores > 0.5
        cases.append(
            {
                "scores": scores.tolist(),
                "truth": truth.astype(int).tolist(),
                "auroc": float(sk.roc_auc_score(truth, scores)),
                "averagePrecision": float(sk.average_precision_score(truth, scores)),
                "above": 0.5,
                "precision": float(sk.precision_score(truth, predicted, zero_division=0)),
                "recall": float(sk.recall_score(truth, predicted)),
                "f1": float(sk.f1_score(truth, predicted)),
                "accuracy": float(sk.accuracy_score(truth, predicted)),
                "balancedAccuracy": float(sk.balanced_accuracy_score(truth, predicted)),
                "specificity": float(sk.recall_score(~truth, ~predicted)),
            }
        )
    return cases


def small_cases() -> dict:
    values = np.round(rng.normal(size=41), 4)
    xs = np.array([0.0, 0.0, 0.0, 1.0, 2.0, 2.0, 5.0])
    ys = np.array([-1.0, 0.0, 0.5, 1.0, 3.0, 4.0, 4.5])
    at = np.array([-1.0, 0.0, 0.25, 1.0, 1.5, 2.0, 3.0, 5.0, 9.0])
    return {
        "quantile": {
            "values": values.tolist(),
            "at": [0, 0.025, 0.1, 0.5, 0.975, 1],
            "expected": np.quantile(values, [0, 0.025, 0.1, 0.5, 0.975, 1]).tolist(),
        },
        "interpolate": {"xs": xs.tolist(), "ys": ys.tolist(), "at": at.tolist(), "expected": np.interp(at, xs, ys).tolist()},
        "wilson": [
            {"successes": k, "trials": n, "expected": list(map(float, stats.binomtest(k, n).proportion_ci(0.95, method="wilson")))}
            for k, n in [(0, 10), (3, 10), (10, 10), (57, 100), (1, 1), (250, 1000)]
        ],
    }


def main() -> None:
    fixture = {
        "writtenBy": "scripts/parity/make_metrics_fixture.py",
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "reference": {
            "simulation.openai": "neuron-explainer: scoring.simulate_and_score, calibrated_simulator.*",
            "simulation.delphiGroups": "eai-delphi: scorers.simulator.simulation.scoring.simulate_and_score",
            "expectedValues": "neuron-explainer and eai-delphi: compute_predicted_activation_stats_for_token",
            "normalization": "neuron-explainer and eai-delphi: normalize_activations",
            "delphi": "eai-delphi: log.result_analysis",
            "embedding": "eai-delphi: scorers.embedding.example_embedding.ExampleEmbeddingScorer.compute_batch_deltas",
            "embeddingAuroc": "scikit-learn",
            "ranking": "scikit-learn",
            "small": "numpy and scipy",
        },
        "simulation": simulation_cases(),
        "expectedValues": expected_value_cases(),
        "normalization": normalization_cases(),
        "delphi": delphi_cases(),
        "embedding": embedding_cases(),
        "ranking": ranking_cases(),
        "small": small_cases(),
    }
    deltas = [case["deltaPlus"] for case in fixture["embedding"]] + [case["deltaMinus"] for case in fixture["embedding"]]
    fixture["embeddingAuroc"] = float(sk.roc_auc_score([1] * 8 + [0] * 8, deltas))
    FIXTURE_PATH.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(fixture, allow_nan=False, separators=(",", ":"))
    FIXTURE_PATH.write_text(text.replace("},{", "},\n{") + "\n")
    print(f"{FIXTURE_PATH}: {FIXTURE_PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
