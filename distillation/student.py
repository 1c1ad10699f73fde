"""The student learns: from examples, from soft labels, and, where asked for, from what happens inside its teachers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from distillation.augmentation import Augmentation, augmented
from distillation.batches import Batch, in_order_of_length, shuffled
from distillation.corpora import SENTIMENTS
from distillation.encoder import encode, run
from distillation.examples import UNKNOWN, Examples
from distillation.general import load_body
from distillation.inside import Imitation
from distillation.languages import LANGUAGES
from distillation.precision import mixed_precision
from distillation.probe import fit_probe
from distillation.student_losses import Targets, Weights, student_losses
from distillation.trainer import Losses, Task, TrainerConfig, rounds, train
from networks.student import Student


@dataclass(frozen=True)
class LearningConfig:
    """How the student learns."""

    weights: Weights = field(default_factory=Weights)
    temperature: float = 2.0  # of the soft labels
    smoothing: float = 0.05  # of the hard ones
    augmentation: Augmentation = field(default_factory=lambda: Augmentation())
    blunt: tuple[str, ...] = ()  # intents that a courtesy in front would change, or that are one
    training: TrainerConfig = field(
        default_factory=lambda: TrainerConfig(epochs=14, batch=64, learning_rate=3e-4)
    )
    min_steps: int = 400  # few examples are gone through so often that at least so many steps are made


def new_student(
    body: Path, examples: Examples, train_rows: np.ndarray, intents: int, config: LearningConfig
) -> tuple[Student, Tokenizer]:
    """A student on a general body, its intent head begun as a linear probe (Kumar et al. 2022)."""
    tokenizer, encoder = load_body(body)
    classes = {"intent": intents, "language": len(LANGUAGES)}
    if (examples.sentiment != UNKNOWN).any():
        classes["sentiment"] = len(SENTIMENTS)
    torch.manual_seed(config.training.seed)
    student = Student(encoder, classes)
    texts = [examples.texts[row] for row in train_rows]
    vectors = run(encoder, encode(tokenizer, texts), encoder.config.hidden_size, pooled=True)
    probe = fit_probe(vectors, examples.intent[train_rows], intents, seed=config.training.seed)
    student.heads["intent"].load_state_dict(probe.state_dict())
    return student, tokenizer


def classes_of(student: Student, intents: Sequence[str]) -> dict[str, list[str]]:
    """Labels of every head that the student has."""
    known = {"intent": list(intents), "language": list(LANGUAGES), "sentiment": list(SENTIMENTS)}
    return {name: known[name] for name in student.heads}


def teach(
    student: Student, tokenizer: Tokenizer, examples: Examples, rows: np.ndarray, dev_rows: np.ndarray,
    config: LearningConfig, teachers: Sequence[str], out: Path | None,
) -> Student:  # fmt: skip
    """Trains the student on these rows; with a dev part it keeps the best epoch."""
    how = config.training
    passes, steps = rounds(len(rows), how, config.min_steps)
    imitation = Imitation(student, teachers, config.weights) if config.weights.looks_inside else None
    drawn: list[str] = []
    blunt = replace(config.augmentation, courtesy=0.0)
    short = set(np.flatnonzero(examples.blunt))

    def batches(epoch: int) -> Iterator[Batch]:
        draw, rng = (
            random.Random(how.seed * 1000 + epoch),
            np.random.RandomState(how.seed * 1000 + epoch),
        )
        for _ in range(passes):
            drawn[:] = [
                augmented(text, draw, blunt if row in short else config.augmentation)
                for row, text in enumerate(examples.texts)
            ]
            yield from shuffled(encode(tokenizer, drawn), rows, how.batch, rng)

    def losses(model: nn.Module, batch: Batch, progress: float) -> Losses:
        numbers, tokens, mask = batch
        device = next(model.parameters()).device
        targets = _targets(examples, numbers, device)
        if imitation is None:
            with mixed_precision(device):
                outputs = model(tokens.to(device), mask.to(device))
            return student_losses(
                outputs, targets, config.weights, progress, config.temperature, config.smoothing
            )
        texts = [drawn[number] for number in numbers]
        outputs, inside = imitation.watch(model, tokenizer, texts, tokens.to(device), mask.to(device))
        found = student_losses(
            outputs, targets, config.weights, progress, config.temperature, config.smoothing
        )
        for name, loss in inside.items():
            found[name] = loss
            found["total"] = found["total"] + getattr(config.weights, name).at(progress) * loss
        return found

    def score(model: nn.Module) -> float:
        found = outputs_of(model, tokenizer, [examples.texts[row] for row in dev_rows])
        return float((found["intent"].argmax(1) == examples.intent[dev_rows]).mean())

    heads: list[nn.Module] = [student.norm, student.heads, student.embedding]
    if imitation is not None:
        heads.append(imitation.projections)
    task = Task("student", batches, losses, steps, score if len(dev_rows) else None)
    train(student, heads, task, how, out)
    return student.cpu()


def outputs_of(student: nn.Module, tokenizer: Tokenizer, texts: Sequence[str]) -> dict[str, np.ndarray]:
    """All outputs of the student for each text, in their order, each (texts, …)."""
    return outputs_of_ids(student, encode(tokenizer, texts))


@torch.inference_mode()
def outputs_of_ids(student: nn.Module, ids: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
    """The same for texts that are token ids already."""
    student.eval()
    device = next(student.parameters()).device
    found: dict[str, Any] = {}
    for rows, tokens, mask in in_order_of_length(ids, 128):
        for name, value in student(tokens.to(device), mask.to(device)).items():
            whole = found.setdefault(name, np.zeros((len(ids), *value.shape[1:]), np.float32))
            whole[rows] = value.float().cpu().numpy()
    return found


def _targets(examples: Examples, rows: np.ndarray, device: torch.device) -> Targets:
    def at(values: np.ndarray) -> torch.Tensor:
        return torch.as_tensor(values[rows], device=device)

    return Targets(
        intent=at(examples.intent),
        sentiment=at(examples.sentiment),
        language=at(examples.language),
        outlier=at(examples.outlier),
        soft=at(examples.soft) if examples.soft is not None else None,
        soft_sentiment=at(examples.soft_sentiment) if examples.soft_sentiment is not None else None,
        embedding=at(examples.embedding) if examples.embedding is not None else None,
    )
