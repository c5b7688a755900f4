"""Trains one sparse autoencoder or transcoder on harvested activations, one CPU thread.

Usage: python scripts/zoo/train_sae.py 2-res-4k --activations final [--tokens 8000000] [--warm-start RUN] [--minutes M]
Residual SAEs are TopK (Gao et al. 2024). The transcoder uses one threshold for all latents, steered so that 32 are
active on average (BatchTopK, Bussmann et al. 2024, with a running threshold), because SAELens has no TopK transcoder.
Checkpoints to $ZOO_DIR/runs/sae-<site>/checkpoint.pt and resumes from it; --warm-start takes only the weights of another run.
"""

import argparse
import json
import os
import time

import numpy as np
import torch

from harvest import load_array
from paths import RUNS_DIR
from precision import PRODUCTS, use_one_thread
from sae import ACTIVE, LATENTS, SITES, export_sae
from sparse_kernels import ActiveLatents

BATCH = 2048
CHUNK_TOKENS = 256 * 1024
RATE = 6e-4
WARMUP_STEPS = 50
DECAY_SHARE = 0.3
RESAMPLE_STEPS = 150
RESAMPLE_SHARE_MAX = 0.75
DEAD_TOKENS = 250_000
CHECKPOINT_SECONDS = 60
THRESHOLD_RATE = 0.02
ENTRIES_PER_TOKEN_MAX = 8 * ACTIVE


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("site", choices=SITES)
    parser.add_argument("--activations", required=True)
    parser.add_argument("--tokens", type=int, default=8_000_000)
    parser.add_argument("--minutes", type=float, help="plan the rate by the clock instead of by tokens")
    parser.add_argument("--warm-start")
    parser.add_argument("--run")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    use_one_thread()
    torch.manual_seed(arguments.seed)
    site = SITES[arguments.site]
    run_dir = RUNS_DIR / (arguments.run or f"sae-{site.directory}")
    run_dir.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(site, arguments)
    if (run_dir / "checkpoint.pt").exists():
        trainer.restore(torch.load(run_dir / "checkpoint.pt", weights_only=True))
    elif arguments.warm_start:
        trainer.warm_start(torch.load(RUNS_DIR / arguments.warm_start / "checkpoint.pt", weights_only=True))
    trainer.train(run_dir)
    export_sae(site, trainer.export(), {"featurepedia_training": trainer.facts()})


class Trainer:
    def __init__(self, site, arguments):
        self.site, self.arguments = site, arguments
        self.x_all = load_array(arguments.activations, site.array_in)
        self.y_all = load_array(arguments.activations, site.array_out)
        sample_x, sample_y = torch.from_numpy(self.x_all[:20_000].astype(np.float32)), torch.from_numpy(self.y_all[:20_000].astype(np.float32))
        # Training works on inputs and outputs of mean norm √d; `export` folds both scales into the weights.
        self.scale_in = 16.0 / mean_norm(sample_x, site.is_transcoder)
        self.scale_out = self.scale_in if not site.is_transcoder else 16.0 / mean_norm(sample_y, False)
        mean = sample_y.mean(0) * self.scale_out
        decoder = torch.nn.functional.normalize(torch.randn(LATENTS, 256), dim=1)
        self.weights = {
            "encoder": decoder.clone() if not site.is_transcoder else 0.5 * torch.nn.functional.normalize(torch.randn(LATENTS, 256), dim=1),
            "encoder_bias": torch.zeros(LATENTS),
            "decoder": decoder,
            "decoder_bias": mean,
        }
        self.moments = {name: (torch.zeros_like(weight), torch.zeros_like(weight)) for name, weight in self.weights.items()}
        self.threshold = 0.5
        self.step_count, self.tokens, self.seconds, self.resampled = 0, 0, 0.0, 0
        self.warm_started_tokens = 0
        self.last_fired = torch.zeros(LATENTS)
        self.active = ActiveLatents(BATCH, ENTRIES_PER_TOKEN_MAX)

    # -- the loop

    def train(self, run_dir):
        started, before, saved = time.time(), self.seconds, time.time()
        log = open(run_dir / "log.jsonl", "a")
        for x, y in self.batches():
            self.seconds = before + time.time() - started
            done = self.share_done()
            if done >= 1:
                break
            rate = self.arguments.rate * min(1, (self.step_count + 1) / WARMUP_STEPS, (1 - done) / DECAY_SHARE)
            unexplained, error, fired = self.step(x, y, rate)
            dead = self.last_fired > DEAD_TOKENS
            if self.step_count % RESAMPLE_STEPS == 0 and done < RESAMPLE_SHARE_MAX:
                self.resample(dead, x, error)
            if self.step_count % 20 == 0:
                print(json.dumps({"step": self.step_count, "tokens": self.tokens, "fve": round(1 - unexplained, 4),
                                  "l0": round(self.active.entries / BATCH, 2), "dead": int(dead.sum()),
                                  "seconds": round(self.seconds)}), file=log, flush=True)
            if time.time() - saved > CHECKPOINT_SECONDS:
                self.save(run_dir)
                saved = time.time()
        self.save(run_dir)

    def share_done(self):
        if self.arguments.minutes:
            return self.seconds / 60 / self.arguments.minutes
        return self.tokens / self.arguments.tokens

    def batches(self):
        """Shuffled (x, y) [BATCH, 256] float32 in training scale, chunk by chunk, over and over; seekable by tokens."""
        usable = len(self.x_all) // BATCH * BATCH
        while True:
            epoch, position = divmod(self.tokens, usable)
            chunk_start = position // CHUNK_TOKENS * CHUNK_TOKENS
            rows = slice(chunk_start, min(chunk_start + CHUNK_TOKENS, usable))
            x_chunk, y_chunk = np.asarray(self.x_all[rows]), np.asarray(self.y_all[rows])
            order = np.random.default_rng([self.arguments.seed, epoch, chunk_start]).permutation(len(x_chunk))
            for first in range(position - chunk_start, len(order), BATCH):
                chosen = order[first:first + BATCH]
                x = torch.from_numpy(x_chunk[chosen].astype(np.float32)) * self.scale_in
                y = x if y_chunk is x_chunk or not self.site.is_transcoder else torch.from_numpy(y_chunk[chosen].astype(np.float32)) * self.scale_out
                self.tokens += len(chosen)
                yield x, y

    # -- one step

    def step(self, x, y, rate):
        """Returns (share of variance unexplained, error [BATCH, 256], firing counts [latents])."""
        weights = self.weights
        encoder_in = x if self.site.is_transcoder else x - weights["decoder_bias"]
        pre = torch.addmm(weights["encoder_bias"].to(PRODUCTS), encoder_in.to(PRODUCTS), weights["encoder"].to(PRODUCTS).T).bfloat16()
        if self.site.is_transcoder:
            self.active.select(pre, threshold=self.threshold)
            self.threshold *= float(np.exp(THRESHOLD_RATE * np.clip(self.active.entries / len(x) / ACTIVE - 1, -1, 1)))
        else:
            self.active.select(pre, k=ACTIVE)
        rebuilt = self.active.decode(encoder_in, weights["encoder"], weights["encoder_bias"], weights["decoder"], weights["decoder_bias"])
        error = rebuilt - y
        variance = (y - y.mean(0)).square().sum()
        gradient = error * (2 * 256 / variance)
        gradients = {name: torch.zeros_like(weight) for name, weight in weights.items()}
        fired = torch.zeros(LATENTS)
        self.active.backward(encoder_in, gradient, weights["decoder"], gradients["encoder"], gradients["encoder_bias"], gradients["decoder"], fired)
        gradients["decoder_bias"] = gradient.sum(0)
        decoder = weights["decoder"]
        gradients["decoder"] -= (gradients["decoder"] * decoder).sum(1, keepdim=True) * decoder
        self.adam(gradients, rate)
        decoder /= decoder.norm(dim=1, keepdim=True)
        self.last_fired = torch.where(fired > 0, 0, self.last_fired + len(x))
        return (error.square().sum() / variance).item(), error, fired

    def adam(self, gradients, rate):
        self.step_count += 1
        correction = (1 - 0.999 ** self.step_count) ** 0.5 / (1 - 0.9 ** self.step_count)
        for name, gradient in gradients.items():
            first, second = self.moments[name]
            first.lerp_(gradient, 0.1)
            second.mul_(0.999).addcmul_(gradient, gradient, value=0.001)
            self.weights[name].addcdiv_(first, second.sqrt().add_(1e-8), value=-rate * correction)

    def resample(self, dead, x, error):
        """Points dead latents at the directions of the worst rebuilt tokens of the batch, one token each."""
        latents = dead.nonzero()[:, 0][:len(x) // 4]
        if not len(latents):
            return
        chances = error.square().sum(1)
        chosen = torch.multinomial(chances, len(latents))
        alive_norm = self.weights["encoder"][~dead].norm(dim=1).mean()
        missing = torch.nn.functional.normalize(-error[chosen], dim=1)
        looks_for = missing if not self.site.is_transcoder else torch.nn.functional.normalize(x[chosen], dim=1)
        self.weights["decoder"][latents] = missing
        self.weights["encoder"][latents] = looks_for * alive_norm
        self.weights["encoder_bias"][latents] = 0 if not self.site.is_transcoder else self.threshold - alive_norm * 0.8 * x[chosen].norm(dim=1)
        for name in ("encoder", "encoder_bias", "decoder"):
            for moment in self.moments[name]:
                moment[latents] = 0
        self.last_fired[latents] = 0
        self.resampled += len(latents)

    # -- state

    def export(self):
        """SAELens tensors without external scales: activations are in units of the output."""
        weights, scale_in, scale_out = self.weights, self.scale_in, self.scale_out
        tensors = {
            "W_enc": weights["encoder"].T * (scale_in / scale_out),
            "b_enc": weights["encoder_bias"] / scale_out,
            "W_dec": weights["decoder"],
            "b_dec": weights["decoder_bias"] / scale_out,
        }
        if self.site.is_transcoder:
            tensors["threshold"] = torch.full((LATENTS,), self.threshold / scale_out)
        return tensors

    def facts(self):
        return {"tokens": self.tokens, "warm_start_tokens": self.warm_started_tokens, "steps": self.step_count, "batch_tokens": BATCH,
                "seed": self.arguments.seed, "rate": self.arguments.rate, "optimiser": "Adam, unit-norm decoder rows",
                "resampled_latents": self.resampled, "seconds": round(self.seconds)}

    def save(self, run_dir):
        state = {"weights": self.weights, "moments": self.moments, "threshold": self.threshold, "last_fired": self.last_fired,
                 "scales": [self.scale_in, self.scale_out], "progress": {**self.facts(), "seconds": self.seconds}}
        torch.save(state, run_dir / "checkpoint.new")
        os.replace(run_dir / "checkpoint.new", run_dir / "checkpoint.pt")

    def restore(self, state):
        self.weights, self.moments = state["weights"], state["moments"]
        self.threshold, self.last_fired = state["threshold"], state["last_fired"]
        self.scale_in, self.scale_out = state["scales"]
        progress = state["progress"]
        self.tokens, self.step_count, self.seconds = progress["tokens"], progress["steps"], progress["seconds"]
        self.resampled, self.warm_started_tokens = progress["resampled_latents"], progress["warm_start_tokens"]

    def warm_start(self, state):
        """Weights only; the scales belong to the new activations."""
        self.weights, self.threshold = state["weights"], state["threshold"]
        self.warm_started_tokens = state["progress"]["tokens"] + state["progress"]["warm_start_tokens"]


def mean_norm(x, about_zero):
    return (x if about_zero else x - x.mean(0)).norm(dim=1).mean().item()


if __name__ == "__main__":
    main()
