"""A reply model learns: a teacher from text and triples, a student from triples, its teachers' distributions and their own replies."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import GPT2LMHeadModel

from distillation.batches import Batch, in_order_of_length, shuffled
from distillation.fusion import choose_weights
from distillation.precision import mixed_precision
from distillation.reply_examples import Example
from distillation.reply_losses import (
    Imitation,
    ReplyWeights,
    copying_logits,
    fused_logits,
    hard_loss,
    look,
    places,
    soft_loss,
)
from distillation.trainer import Losses, Task, TrainerConfig, train
from networks.reply_copying import Copying, Source


@dataclass(frozen=True)
class ReplyLearning:
    """How a model learns from examples, and from teachers where there are any."""

    weights: ReplyWeights = field(default_factory=ReplyWeights)
    copying: Copying = field(default_factory=Copying)
    temperature: float = 2.0
    smoothing: float = 0.05
    training: TrainerConfig = field(
        default_factory=lambda: TrainerConfig(
            epochs=12, batch=32, learning_rate=6e-4, patience=3, weight_decay=0.05
        )
    )


@dataclass(frozen=True)
class Teachers:
    """Frozen teachers and their weights (sum 1)."""

    models: Sequence[GPT2LMHeadModel] = ()
    weights: np.ndarray = field(default_factory=lambda: np.zeros(0))


def learn(
    model: GPT2LMHeadModel, name: str, drawn: Callable[[int], list[Example]], dev: Sequence[Example],
    how: ReplyLearning, teachers: Teachers | None = None, run: Path | None = None,
    score: Callable[[nn.Module], float] | None = None,
) -> list[dict[str, float]]:  # fmt: skip
    """Trains in place on what `drawn` makes for each epoch (as many each time).

    Keeps the epoch with the best `score`, or where there is none the one that foretells dev replies best.
    """
    config, size = how.training, model.config.vocab_size
    teachers = teachers or Teachers()
    weights = how.weights if teachers.models else ReplyWeights()
    imitation = Imitation(model, teachers.models) if teachers.models and weights.looks_inside else None
    begins: list[int] = []
    sources: list[Source] = []

    def batches(epoch: int) -> Iterator[Batch]:
        examples = drawn(epoch)
        begins[:] = [example.begin for example in examples]
        sources[:] = [Source(example.source, how.copying) for example in examples]
        rng = np.random.RandomState(config.seed * 1000 + epoch)
        ids = [example.ids for example in examples]
        yield from shuffled(ids, np.arange(len(ids)), config.batch, rng, model.config.pad_token_id)

    def losses(student: nn.Module, batch: Batch, progress: float) -> Losses:
        rows, tokens, mask = batch
        device = next(student.parameters()).device
        tokens, mask = tokens.to(device), mask.to(device)
        starts = [begins[row] for row in rows]
        where = places(torch.tensor(starts, device=device), mask)
        added = copying_logits(tokens, where, [sources[row] for row in rows], starts, size).to(device)
        targets = tokens[:, 1:][where[:, :-1]]
        inside = imitation is not None
        with mixed_precision(device):
            mine = look(student, tokens, where, inside)
        mine.logits = mine.logits + added
        hard = hard_loss(mine.logits, targets, how.smoothing)
        if not teachers.models:
            return {"total": hard}
        with torch.no_grad(), mixed_precision(device):
            theirs = [look(teacher.to(device), tokens, where, inside) for teacher in teachers.models]
        for each in theirs:
            each.logits = each.logits + added
        found = {"hard": hard}
        if weights.soft.counts:
            fused = fused_logits([each.logits for each in theirs], teachers.weights)
            found["soft"] = soft_loss(mine.logits, fused, how.temperature)
        if imitation is not None:
            imitation.to(device)
            if weights.hidden.counts:
                found["hidden"] = imitation.hidden(mine, theirs, mask)
            if weights.attention.counts:
                found["attention"] = imitation.attention(mine, theirs, mask)
        total = sum(
            (getattr(weights, kind).at(progress) * loss for kind, loss in found.items()), torch.zeros(())
        )
        return {"total": total, **found}

    if score is None and dev:
        score = lambda student: -loss_of(student, dev, how.copying)  # noqa: E731
    task = Task(name, batches, losses, -(-len(drawn(0)) // config.batch), score)
    history = train(model, [imitation] if imitation is not None else [], task, config, run)
    model.cpu().eval()
    return history


def loss_of(model: nn.Module, examples: Sequence[Example], copying: Copying, size: int = 64) -> float:
    """Mean cross-entropy of a reply's tokens, in nats."""
    found = [
        (hard_loss(logits, targets, 0.0), len(targets))
        for logits, targets in _foretold(model, examples, copying, size)
    ]
    return float(sum(loss * count for loss, count in found) / sum(count for _, count in found))


def fusion_weights(
    teachers: Sequence[GPT2LMHeadModel], dev: Sequence[Example], copying: Copying, most: int = 3000
) -> np.ndarray:
    """Weights under which the teachers together foretell the tokens of dev replies best; the intent recipe's mechanism."""
    if len(teachers) < 2 or not dev:
        return np.full(len(teachers), 1 / max(1, len(teachers)))
    gold: list[np.ndarray] = []
    right = []
    for teacher in teachers:
        rows = list(_foretold(teacher, dev, copying, 64))
        gold = [targets.numpy() for _, targets in rows]
        right.append(
            np.concatenate(
                [logits.log_softmax(-1).gather(1, targets[:, None]).numpy() for logits, targets in rows]
            )[:most]
        )
    chosen = np.concatenate(gold)[:most]
    return choose_weights(np.stack(right), np.zeros(len(chosen), dtype=np.int64))


@torch.inference_mode()
def _foretold(
    model: nn.Module, examples: Sequence[Example], copying: Copying, size: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    model.eval()
    device = next(model.parameters()).device
    begins = torch.tensor([example.begin for example in examples])
    for rows, tokens, mask in in_order_of_length([e.ids for e in examples], size, model.config.pad_token_id):
        where = places(begins[rows], mask)
        with mixed_precision(device):
            seen = look(model, tokens.to(device), where.to(device), False)
        sources = [Source(examples[row].source, copying) for row in rows]
        starts = [examples[row].begin for row in rows]
        added = copying_logits(tokens, where, sources, starts, seen.logits.shape[1])
        yield seen.logits.cpu() + added, tokens[:, 1:][where[:, :-1]]


def with_rng(seed: int, epoch: int) -> random.Random:
    """The random generator of one epoch's drawing."""
    return random.Random(f"{seed} {epoch}")
