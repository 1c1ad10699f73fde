"""One training loop for bodies, teachers and students: progress, TensorBoard, checkpoints, early stopping.

Runs on a CPU, on one GPU, or on several processes under `accelerate launch`. A run that was cut off goes on from the last
finished epoch. Checkpoints are safetensors and JSON: nothing is unpickled.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import DistributedDataParallelKwargs
from safetensors.torch import load_file, save_file
from torch import nn
from tqdm import tqdm

from distillation.errors import DistillationError

_SECONDS_BETWEEN_CHECKPOINTS = 60  # less work than that is quicker done again
Losses = Mapping[str, torch.Tensor]  # by name; "total" is the one that is minimised


@dataclass(frozen=True)
class TrainerConfig:
    """How a model is trained. The learning rate rises over `warmup` of all steps and falls linearly."""

    epochs: int
    batch: int = 64  # rows, on each process
    learning_rate: float = 3e-4
    head_rate: float = 8.0  # the heads' learning rate, times the body's
    warmup: float = 0.06  # share of all steps
    weight_decay: float = 0.01
    clip: float = 1.0  # norm of all gradients
    patience: int | None = None  # epochs without a better score after which training stops; None: never
    seed: int = 0

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch < 1 or not 0 < self.learning_rate < 1 or not 0 <= self.warmup < 1:
            raise DistillationError(
                f"expected epochs and batch from 1, a learning rate and a warm-up between 0 and 1, found {self}"
            )


@dataclass(frozen=True)
class Task:
    """What is trained: the batches of an epoch, the losses of a batch, and a score (higher is better) for early stopping."""

    name: str
    batches: Callable[[int], Iterator[Any]]
    losses: Callable[[nn.Module, Any, float], Losses]  # model, batch, progress from 0 to 1
    steps: int  # batches of one epoch, of all processes together
    score: Callable[[nn.Module], float] | None = None


def rounds(rows: int, config: TrainerConfig, least: int) -> tuple[int, int]:
    """Passes over the rows in one epoch, and its steps, so that all epochs together make at least `least` steps."""
    steps = -(-rows // config.batch)
    passes = max(1, -(-least // (config.epochs * steps)))
    return passes, passes * steps


def train(
    model: nn.Module, heads: list[nn.Module], task: Task, config: TrainerConfig, run: Path | None = None
) -> list[dict[str, float]]:
    """Trains the model in place, keeping the epoch with the best score. Returns what each epoch gave.

    With a folder `run`, it goes on from the checkpoint there and writes TensorBoard's events beside it.
    """
    accelerator = _accelerator()
    torch.manual_seed(config.seed)
    total = config.epochs * max(1, task.steps // accelerator.num_processes)
    optimiser = _optimiser(model, heads, config)
    warm = max(1.0, config.warmup * total)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / warm) * max(0.01, 1 - step / total)
    )
    model, optimiser = accelerator.prepare(model, optimiser)
    progress = _Progress(run, config.patience)
    progress.resume(accelerator, model, optimiser, schedule)
    writer = _writer(run) if accelerator.is_main_process else None
    while progress.epoch < config.epochs and not progress.finished:
        mean = _epoch(accelerator, model, optimiser, schedule, task, config, progress.epoch, total)
        bare = accelerator.unwrap_model(model)
        if task.score is not None:
            mean["score"] = task.score(bare)
        tqdm.write(
            f"{task.name}: epoch {progress.epoch + 1} of {config.epochs}: "
            + ", ".join(f"{name} {value:.4f}" for name, value in mean.items())
        )
        progress.note(bare, mean, keep=task.score is not None)
        if writer is not None:
            for name, value in mean.items():
                writer.add_scalar(f"{task.name}/{name}", value, progress.epoch)
        if accelerator.is_main_process:
            progress.save(bare, optimiser, schedule)
    if writer:
        writer.close()
    bare = accelerator.unwrap_model(model)
    progress.restore_best(bare)
    bare.eval()
    if accelerator.is_main_process:
        progress.clean()
    return progress.history


def _accelerator() -> Accelerator:
    """One GPU, several, or the CPU; some heads have no loss in some batches."""
    return Accelerator(
        cpu=not torch.cuda.is_available(),
        kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=True)],
    )


def is_first() -> bool:
    """Whether this process is the only one, or the first of several, whose files count."""
    return bool(PartialState(cpu=not torch.cuda.is_available()).is_main_process)


def processes() -> int:
    """How many processes train together."""
    return int(PartialState(cpu=not torch.cuda.is_available()).num_processes)


def _epoch(
    accelerator: Accelerator, model: nn.Module, optimiser: Any, schedule: Any, task: Task, config: TrainerConfig,
    epoch: int, total: int,
) -> dict[str, float]:  # fmt: skip
    model.train()
    sums: dict[str, float] = {}
    bar = tqdm(
        total=task.steps, desc=f"{task.name} {epoch + 1}/{config.epochs}", mininterval=5, leave=False,
        disable=None if accelerator.is_main_process else True,
    )  # fmt: skip
    steps = 0
    together = (
        task.steps - task.steps % accelerator.num_processes
    )  # all make as many steps, for they wait for each other
    for number, batch in enumerate(task.batches(epoch)):
        if number >= together:
            break
        if number % accelerator.num_processes != accelerator.process_index:
            continue
        losses = task.losses(model, batch, epoch / config.epochs + steps / total)
        optimiser.zero_grad()
        accelerator.backward(losses["total"])
        accelerator.clip_grad_norm_(model.parameters(), config.clip)
        optimiser.step()
        schedule.step()
        steps += 1
        for name, value in losses.items():
            sums[name] = sums.get(name, 0.0) + float(value.detach())
        bar.update()
    bar.close()
    mean = {name: value / max(1, steps) for name, value in sums.items()}
    return mean


def _optimiser(model: nn.Module, heads: list[nn.Module], config: TrainerConfig) -> torch.optim.Optimizer:
    in_heads = {id(p) for head in heads for p in head.parameters()}
    body = [p for p in model.parameters() if p.requires_grad and id(p) not in in_heads]
    groups = [
        {"params": body, "lr": config.learning_rate},
        {"params": [p for head in heads for p in head.parameters()], "lr": config.learning_rate * config.head_rate},
    ]  # fmt: skip
    return torch.optim.AdamW(
        [group for group in groups if group["params"]],
        weight_decay=config.weight_decay,
        betas=(0.9, 0.98),
        fused=True,
    )


def _writer(run: Path | None) -> Any:
    if run is None:
        return None
    from tensorboardX import SummaryWriter

    return SummaryWriter(str(run / "tensorboard"))


class _Progress:
    """Epochs done, their figures, the best weights so far, and all of it on disk."""

    def __init__(self, run: Path | None, patience: int | None) -> None:
        self._folder = run / "checkpoint" if run else None
        self._patience = patience
        self.epoch = 0
        self.history: list[dict[str, float]] = []
        self._best: dict[str, torch.Tensor] | None = None
        self._saved = time.monotonic()

    @property
    def _best_epoch(self) -> int:
        scores = [entry.get("score", float("-inf")) for entry in self.history]
        return scores.index(max(scores)) if scores else 0

    @property
    def finished(self) -> bool:
        return (
            self._patience is not None
            and bool(self.history)
            and self.epoch - 1 - self._best_epoch >= self._patience
        )

    def note(self, model: nn.Module, mean: dict[str, float], *, keep: bool) -> None:
        self.history.append(mean)
        if keep and self._best_epoch == self.epoch:
            self._best = {name: weight.detach().clone() for name, weight in model.state_dict().items()}
        self.epoch += 1

    def restore_best(self, model: nn.Module) -> None:
        if self._best is not None and self._best_epoch != self.epoch - 1:
            model.load_state_dict(self._best)

    def save(self, model: nn.Module, optimiser: Any, schedule: Any) -> None:
        if self._folder is None or time.monotonic() - self._saved < _SECONDS_BETWEEN_CHECKPOINTS:
            return
        self._saved = time.monotonic()
        new = self._folder.with_name("checkpoint.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        save_file(_apart(model.state_dict()), new / "model.safetensors")
        if self._best is not None:
            save_file(_apart(self._best), new / "best.safetensors")
        state = optimiser.state_dict()
        save_file(
            {f"{at}.{name}": value for at, entry in state["state"].items() for name, value in entry.items()},
            new / "optimiser.safetensors",
        )
        progress = {"epoch": self.epoch, "history": self.history, "steps": schedule.last_epoch}
        (new / "progress.json").write_text(json.dumps(progress), encoding="utf-8")
        shutil.rmtree(self._folder, ignore_errors=True)
        new.rename(self._folder)

    def resume(self, accelerator: Accelerator, model: nn.Module, optimiser: Any, schedule: Any) -> None:
        if self._folder is None or not (self._folder / "progress.json").is_file():
            return
        progress = json.loads((self._folder / "progress.json").read_text(encoding="utf-8"))
        self.epoch, self.history = progress["epoch"], progress["history"]
        accelerator.unwrap_model(model).load_state_dict(load_file(self._folder / "model.safetensors"))
        best = self._folder / "best.safetensors"
        self._best = load_file(best) if best.is_file() else None
        state = optimiser.state_dict()
        state["state"] = {}
        for name, value in load_file(self._folder / "optimiser.safetensors").items():
            at, _, kind = name.partition(".")
            state["state"].setdefault(int(at), {})[kind] = value
        optimiser.load_state_dict(state)
        schedule.last_epoch = progress["steps"]
        for group, rate in zip(optimiser.param_groups, schedule.base_lrs, strict=True):
            group["lr"] = rate * schedule.lr_lambdas[0](schedule.last_epoch)
        tqdm.write(f"goes on after epoch {self.epoch}")

    def clean(self) -> None:
        """The work is done: what it made is elsewhere."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _apart(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Copies that share no memory, for a file holds none twice: a language model's embedding is its last layer, too."""
    return {name: weight.clone(memory_format=torch.contiguous_format) for name, weight in weights.items()}
