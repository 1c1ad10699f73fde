"""Teachers learn the task: fine-tuned with early stopping, or frozen with a linear probe; their logits are cached."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from tqdm import tqdm

from distillation.augmentation import Augmentation, augmented
from distillation.batches import Batch, shuffled
from distillation.cache import cached
from distillation.embeddings import embeddings
from distillation.encoder import TeacherModel, encode, run
from distillation.languages import language_of
from distillation.probe import fit_probe, probe_logits
from distillation.teachers import TransformerTeacher, load_teacher
from distillation.trainer import Losses, Task, TrainerConfig, rounds, train


@dataclass(frozen=True)
class TeachingConfig:
    """How a teacher learns the task. `fine_tune` False: a linear probe on frozen embeddings, for all teachers.

    `frozen` names teachers that are only probed in any case, such as one too big to be fine-tuned on a CPU.
    """

    fine_tune: bool = True
    frozen: tuple[str, ...] = ()
    smoothing: float = 0.05
    augmentation: Augmentation = field(default_factory=lambda: Augmentation(slips=0.1))
    training: TrainerConfig = field(
        default_factory=lambda: TrainerConfig(epochs=6, batch=32, learning_rate=8e-5, patience=1)
    )
    min_steps: int = 300  # few examples are gone through so often that at least so many steps are made


def teacher_logits(
    name: str,
    texts: Sequence[str],
    gold: np.ndarray,
    train_rows: np.ndarray,
    dev_rows: np.ndarray,
    classes: int,
    config: TeachingConfig,
    cache: Path | None,
) -> np.ndarray:
    """The trained teacher's logits (texts, classes); NaN for texts in languages it is not asked about.

    `gold` (texts,) is negative where there is no label. `NAME#SEED` trains a teacher of that name with another seed.
    """
    plain, _, seed = name.partition("#")
    seed, _, only = seed.partition("@")
    loaded = plain + (f"@{only}" if only else "")
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    depends = [
        "logits",
        3,
        name,
        digest,
        gold.tolist(),
        train_rows.tolist(),
        dev_rows.tolist(),
        asdict(config),
    ]
    return cached(
        cache,
        depends,
        lambda: _logits(loaded, int(seed or 0), texts, gold, train_rows, dev_rows, classes, config, cache),
    )


def _logits(
    name: str, seed: int, texts: Sequence[str], gold: np.ndarray, train_rows: np.ndarray, dev_rows: np.ndarray,
    classes: int, config: TeachingConfig, cache: Path | None,
) -> np.ndarray:  # fmt: skip
    teacher = load_teacher(name)
    asked = np.flatnonzero([language_of(text) in teacher.languages for text in texts])
    logits = np.full((len(texts), classes), np.nan, np.float32)
    if not len(asked):
        return logits
    mine = [texts[at] for at in asked]
    train_mine, dev_mine = _positions(asked, train_rows), _positions(asked, dev_rows)
    if not len(train_mine):
        return logits
    features = embeddings(teacher, mine, cache)
    probe = fit_probe(features[train_mine], gold[asked][train_mine], classes, seed=seed)
    tuned = config.fine_tune and name.partition("@")[0] not in config.frozen
    if tuned and isinstance(teacher, TransformerTeacher):
        logits[asked] = _fine_tuned(teacher, probe, mine, gold[asked], train_mine, dev_mine, config, seed)
    else:
        logits[asked] = probe_logits(probe, features)
    return logits


def _positions(asked: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Where the wanted rows stand among the asked ones."""
    return np.flatnonzero(np.isin(asked, rows))


def _fine_tuned(
    teacher: TransformerTeacher, probe: nn.Linear, texts: list[str], gold: np.ndarray, train_rows: np.ndarray,
    dev_rows: np.ndarray, config: TeachingConfig, seed: int,
) -> np.ndarray:  # fmt: skip
    torch.manual_seed(seed)
    # The embeddings are most of a multilingual teacher's weights and gain little.
    teacher.model.get_input_embeddings().weight.requires_grad_(False)
    model = TeacherModel(teacher.model, teacher.hidden, probe.out_features)
    model.out.load_state_dict(probe.state_dict())  # probe first, then fine-tune (Kumar et al. 2022)
    how = replace(config.training, seed=seed)
    passes, steps = rounds(len(train_rows), how, config.min_steps)

    def batches(epoch: int) -> Iterator[Batch]:
        draw, rng = random.Random(seed * 1000 + epoch), np.random.RandomState(seed * 1000 + epoch)
        for _ in range(passes):
            drawn = [augmented(text, draw, config.augmentation) for text in texts]
            ids = encode(teacher.tokenizer, drawn, teacher.prefix)
            yield from shuffled(ids, train_rows, how.batch, rng, teacher.pad)

    clean = encode(teacher.tokenizer, texts, teacher.prefix)

    def score(trained: nn.Module) -> float:
        logits = run(trained, [clean[row] for row in dev_rows], probe.out_features, pad=teacher.pad)
        return float((logits.argmax(1) == gold[dev_rows]).mean())

    task = Task(
        name=f"teacher {teacher.name}",
        batches=batches,
        losses=lambda trained, batch, _: _losses(trained, batch, gold, config.smoothing),
        steps=steps,
        score=score if len(dev_rows) else None,
    )
    train(model, [model.norm, model.out], task, how)
    tqdm.write(f"teacher {teacher.name}: labels {len(texts)} texts")
    return run(model, clean, probe.out_features, pad=teacher.pad)


def _losses(model: nn.Module, batch: Batch, gold: np.ndarray, smoothing: float) -> Losses:
    rows, tokens, mask = batch
    device = next(model.parameters()).device
    logits = model(tokens.to(device), mask.to(device))
    target = torch.as_tensor(gold[rows], device=device)
    return {"total": F.cross_entropy(logits, target, label_smoothing=smoothing)}
