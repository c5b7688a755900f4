"""Trains the language model on two CPU cores.

Usage: python scripts/zoo/train_lm.py [--run lm] [--seed 0] [--from-exported]
Resumes from the run's checkpoint if there is one; with --from-exported a new run goes on from the weights in models/ and
the count of tokens in their metrics.json, its optimiser's moments empty and its rate warmed up again. Two worker processes share the parameters; each takes micro-batches
from a common counter until the step's batch is done, then both update half of the parameters. One barrier a step
instead of one a matrix product keeps both cores busy even when other programs use them.

The rate is warm-up, stable, linear decay. The stable phase has no fixed end: write
  {"decay_start": STEP, "decay_steps": STEPS}
to $ZOO_DIR/runs/<run>/control.json at any time to begin (or plan, or shorten) the decay; training ends with it.
"""

import argparse
import json
import os
import time

# Keep freed activation buffers instead of returning them to the kernel: page faults cost more than the matrix products.
if os.environ.get("MALLOC_MMAP_THRESHOLD_") is None:
    os.environ |= {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "8589934592"}
    os.execv(os.sys.executable, [os.sys.executable, *os.sys.argv])

import torch
import torch.multiprocessing as multiprocessing

from data import Windows
from export_lm import load_exported
from fused_loss import linear_cross_entropy
from model import ModelConfig, TinyLlama
from optimiser import make_optimisers
from paths import MODEL_DIR, RUNS_DIR
from precision import low_products, use_one_thread

WORKERS = 2
CONTEXT = 256
MICRO_BATCH = 4
MICRO_BATCHES = 8
WARMUP_STEPS = 60
CHECKPOINT_SECONDS = 180
LOG_STEPS = 10


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", default="lm")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--from-exported", action="store_true")
    arguments = parser.parse_args()
    run_dir = RUNS_DIR / arguments.run
    run_dir.mkdir(parents=True, exist_ok=True)

    torch.manual_seed(arguments.seed)
    model = (load_exported().train() if arguments.from_exported else TinyLlama(ModelConfig())).share_memory()
    optimisers = make_optimisers(model)
    progress = restore(run_dir, model, optimisers) or (exported_progress() if arguments.from_exported else first_progress())

    context = multiprocessing.get_context("spawn")
    gradients = [[torch.zeros_like(parameter).share_memory_() for parameter in model.parameters()] for _ in range(WORKERS)]
    losses = torch.zeros(WORKERS).share_memory_()
    counter, barrier = context.Value("i", 0), context.Barrier(WORKERS)
    shared = (model, optimisers, gradients, losses, counter, barrier, progress, arguments.seed, run_dir)
    workers = [context.Process(target=work, args=(rank, *shared)) for rank in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def work(rank, model, optimisers, gradients, losses, counter, barrier, progress, seed, run_dir):
    os.setsid()  # Linux shares the processor between sessions first: one session would get one share for two workers.
    use_one_thread()
    windows = Windows("train", CONTEXT, seed)
    parameters = list(model.parameters())
    place = {id(parameter): index for index, parameter in enumerate(parameters)}
    for parameter, gradient in zip(parameters, gradients[rank]):
        parameter.grad = gradient
    loss_of = torch.compile(lambda inputs: model.final_norm(model.residual(inputs)))
    step, windows_used, started, saved = progress["step"], progress["windows"], time.time(), time.time()
    log = open(run_dir / "log.jsonl", "a") if rank == 0 else None

    while True:
        rate_scale = schedule(step, progress["first_step"], run_dir)
        if rate_scale is None:
            break
        loss_sum = 0.0
        while (micro_batch := take(counter)) < MICRO_BATCHES:
            inputs, targets = windows.batch(windows_used + micro_batch * MICRO_BATCH, MICRO_BATCH)
            with low_products():
                hidden = loss_of(inputs)
            loss = linear_cross_entropy(hidden.flatten(0, 1), model.embedding.weight, targets.flatten())
            (loss / MICRO_BATCHES).backward()
            loss_sum += loss.item()
        losses[rank] = loss_sum / MICRO_BATCHES
        barrier.wait()

        with torch.no_grad():
            for optimiser in optimisers[rank]:
                mine = [place[id(parameter)] for parameter in optimiser.parameters]
                optimiser.step([gradients[0][index] + gradients[1][index] for index in mine], rate_scale)
        step += 1
        windows_used += MICRO_BATCHES * MICRO_BATCH
        loss = losses.sum().item()
        if rank == 0:
            counter.value = 0
        barrier.wait()

        for gradient in gradients[rank]:
            gradient.zero_()
        if rank == 0:
            seconds = progress["seconds"] + time.time() - started
            if step % LOG_STEPS == 0:
                record = {"step": step, "tokens": windows_used * CONTEXT, "loss": round(loss, 4), "rate": rate_scale, "seconds": round(seconds)}
                print(json.dumps(record), file=log, flush=True)
            if time.time() - saved > CHECKPOINT_SECONDS:
                save(run_dir, model, optimisers, {**progress, "step": step, "windows": windows_used, "seconds": seconds})
                saved = time.time()
    barrier.wait()
    if rank == 0:
        seconds = progress["seconds"] + time.time() - started
        save(run_dir, model, optimisers, {**progress, "step": step, "windows": windows_used, "seconds": seconds, "done": True})


def take(counter):
    with counter.get_lock():
        counter.value += 1
        return counter.value - 1


def schedule(step, first_step, run_dir):
    """The rate multiplier of a step, or None when training is over."""
    control_path = run_dir / "control.json"
    if control_path.exists():
        control = json.loads(control_path.read_text())
        done = (step - control["decay_start"]) / control["decay_steps"]
        if done >= 1:
            return None
        if done > 0:
            return 1 - done
    return min(1.0, (step - first_step + 1) / WARMUP_STEPS)


def first_progress():
    return {"step": 0, "first_step": 0, "windows": 0, "seconds": 0.0}


def exported_progress():
    """Where the training of the weights in models/ ended, as the start of another run."""
    training = json.loads((MODEL_DIR / "metrics.json").read_text())["training"]
    step = training["steps"]
    return {"step": step, "first_step": step, "windows": training["processed_tokens"] // CONTEXT, "seconds": training["seconds"]}


def save(run_dir, model, optimisers, progress):
    state = {
        "progress": progress,
        "model": model.state_dict(),
        "optimisers": [optimiser.state() for group in optimisers for optimiser in group],
    }
    torch.save(state, run_dir / "checkpoint.new")
    os.replace(run_dir / "checkpoint.new", run_dir / "checkpoint.pt")


def restore(run_dir, model, optimisers):
    path = run_dir / "checkpoint.pt"
    if not path.exists():
        return None
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    for optimiser, saved in zip([optimiser for group in optimisers for optimiser in group], state["optimisers"]):
        for mine, theirs in zip(optimiser.state(), saved):
            mine.copy_(theirs)
    return state["progress"]


if __name__ == "__main__":
    main()
