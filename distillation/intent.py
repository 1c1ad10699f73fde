"""The intent recipe: teachers learn the task, are fused, and a small student learns from examples and from them.

The order of work: split by families, teachers (cached), fusion weights on the dev part, student, calibration, out-of-scope
score, bundle. Few examples are too dear to hold out: then all of that is settled on the split, and teachers and student are
trained once more on everything.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from distillation.augmentation import recombined
from distillation.calibration import fit_temperature
from distillation.corpora import Labelled, check_dev, split
from distillation.errors import DistillationError
from distillation.examples import UNKNOWN, Examples, table
from distillation.exemplars import exemplars
from distillation.export import export_bundle
from distillation.fine_tuning import TeachingConfig
from distillation.held_out import digests
from distillation.opinions import Fused, accuracy, fused_opinion, sentiment_opinion, target_embeddings
from distillation.out_of_scope import OutOfScope
from distillation.outliers import chosen_outliers, halves, with_outliers
from distillation.scope import fit_distance, settled
from distillation.spreading import SpreadingConfig, neighbours_opinion
from distillation.student import LearningConfig, classes_of, new_student, outputs_of, teach
from distillation.trainer import is_first
from networks.student import Student, body_config

_RECOMBINED_EACH = 5  # recombined texts for each one there is, at most


@dataclass(frozen=True)
class IntentConfig:
    """A whole run. `quick` and `full` are presets of it; a recipe file changes any part."""

    teachers: tuple[str, ...] = ()
    seed: int = 0
    dev_share: float = 0.1
    refit_below: int = (
        20000  # with fewer examples than that the student's last training uses the dev part, too
    )
    reteach_below: int = 5000  # with fewer than that the teachers learn it as well, before
    max_unlabelled: int = 12000
    recombined: int = 12000  # texts put together from parts of the examples, which the teachers label, too
    outlier_intent: str | None = None  # outliers are examples of this intent; None: they are of none
    exemplars: int = 20  # of each intent kept in the bundle for incremental learning
    spreading: SpreadingConfig = field(default_factory=SpreadingConfig)
    teaching: TeachingConfig = field(default_factory=TeachingConfig)
    learning: LearningConfig = field(default_factory=LearningConfig)

    def __post_init__(self) -> None:
        if not 0.02 <= self.dev_share <= 0.5 or self.max_unlabelled < 0 or self.exemplars < 0:
            raise DistillationError(
                f"expected a dev_share from 0.02 to 0.5 and numbers from 0, found dev_share {self.dev_share}, "
                f"max_unlabelled {self.max_unlabelled}, exemplars {self.exemplars}"
            )


@dataclass(frozen=True)
class Sources:
    """What a run may read."""

    train: Labelled
    dev: Labelled | None = None
    unlabelled: Sequence[str] = ()
    outliers: Sequence[str] = ()
    sentiment: tuple[Sequence[str], Sequence[str]] = ((), ())
    test: Labelled | None = None  # teachers and student are measured on it and learn nothing from it


def distil_intent(
    sources: Sources, body: Path, out: Path, config: IntentConfig, cache: Path | None = None
) -> dict[str, Any]:
    """Trains teachers and student, writes the bundle, returns the run card. Raises DistillationError."""
    config = seeded(config)
    data, train_rows, dev_rows = _parts(sources, config)
    labels = data.labels
    if len(labels) < 2:
        raise DistillationError(f"expected at least two intents, found {', '.join(labels)}")
    outliers, held_outliers = halves(
        chosen_outliers(data, sources.outliers, body, config.outlier_intent), config.seed
    )
    data, train_rows, outliers = with_outliers(data, train_rows, outliers, config.outlier_intent)
    unlabelled, real = unlabelled_texts(sources, data, train_rows, config)
    examples = table(
        data.texts, data.intents, labels, unlabelled=unlabelled, outliers=outliers,
        sentiment=sources.sentiment, blunt=config.learning.blunt, asked=sources.test.texts if sources.test else (),
    )  # fmt: skip
    teachers, teaching = config.teachers, config.teaching
    if config.learning.weights.embedding.counts:
        examples.embedding = target_embeddings(examples, teachers, body_config(body).hidden_size, cache)

    def heard(rows: np.ndarray) -> dict[str, np.ndarray]:
        real_rows = len(data.texts) + real
        return neighbours_opinion(
            examples.texts, examples.intent, rows, real_rows, len(labels), teachers, config.spreading, cache
        )

    fused = fused_opinion(
        examples, train_rows, dev_rows, len(labels), teachers, teaching, cache, beside=heard(train_rows)
    )
    examples.soft_sentiment = sentiment_opinion(examples, teachers, teaching, cache)
    student, tokenizer = new_student(body, examples, train_rows, len(labels), config.learning)
    student = _taught(
        student, tokenizer, examples, data, train_rows, dev_rows, fused, config, out / "run" / "split"
    )
    found = outputs_of(student, tokenizer, [data.texts[row] for row in dev_rows])
    gold = examples.intent[dev_rows]
    temperature = fit_temperature(found["intent"], gold)
    dev_accuracy = accuracy(found["intent"], gold)
    oos = settled(
        student,
        tokenizer,
        examples,
        train_rows,
        dev_rows,
        temperature,
        held_outliers,
        labels,
        config.outlier_intent,
    )
    refit = sources.dev is None and len(data.texts) < config.refit_below
    if refit:
        everything, nobody = np.arange(len(data.texts)), np.zeros(0, dtype=np.int64)
        if fused and len(data.texts) < config.reteach_below:
            again = fused_opinion(
                examples, everything, nobody, len(labels), teachers, teaching, cache, fused.weights,
                heard(everything),
            )  # fmt: skip
            fused = replace(fused, soft=again.soft) if again else fused
        student, tokenizer = new_student(body, examples, everything, len(labels), config.learning)
        student = _taught(
            student, tokenizer, examples, data, everything, nobody, fused, config, out / "run" / "all"
        )
        fit_distance(student, tokenizer, examples, everything)
    card = _card(data, sources, examples, config, student, fused, dev_accuracy, oos)
    card["held_out"] = [] if refit else digests(data.texts[row] for row in dev_rows)
    if sources.test is not None:
        card["test"] = _tested(student, tokenizer, sources.test, labels, fused)
    if is_first():
        learned = data if refit else data.rows(train_rows)
        kept = exemplars(student, tokenizer, learned, config.exemplars)
        export_bundle(student, tokenizer, classes_of(student, labels), temperature, oos, card, out, kept)
    return card


def _parts(sources: Sources, config: IntentConfig) -> tuple[Labelled, np.ndarray, np.ndarray]:
    """All labelled texts, and which of them are for training and which for choosing."""
    if sources.dev is None:
        train, dev = split(sources.train, config.dev_share, config.seed)
        return sources.train, train, dev
    check_dev(sources.train, sources.dev)
    return sources.train.beside(sources.dev)


def unlabelled_texts(
    sources: Sources, data: Labelled, train_rows: np.ndarray, config: IntentConfig
) -> tuple[list[str], int]:
    """At most `max_unlabelled` texts, drawn by the seed, and recombined ones; nothing without a teacher to label them. And how many of
    them, the first, are no recombined ones."""
    if not config.teachers:
        return [], 0
    texts = list(dict.fromkeys(sources.unlabelled))
    if len(texts) > config.max_unlabelled:
        rows = np.random.RandomState(config.seed).choice(len(texts), config.max_unlabelled, replace=False)
        texts = [texts[row] for row in sorted(rows)]
    known = [*(data.texts[row] for row in train_rows), *texts]
    count = min(config.recombined, _RECOMBINED_EACH * len(known))
    return [*texts, *recombined(known, count, random.Random(config.seed))], len(texts)


def seeded(config: IntentConfig) -> IntentConfig:
    """The run's seed for every training in it."""
    training = replace(config.learning.training, seed=config.seed)
    return replace(config, learning=replace(config.learning, training=training))


def _taught(
    student: Student, tokenizer: Tokenizer, examples: Examples, data: Labelled, train_rows: np.ndarray,
    dev_rows: np.ndarray, fused: Fused | None, config: IntentConfig, run: Path,
) -> Student:  # fmt: skip
    examples.soft = fused.soft if fused else None
    rest = np.arange(len(data.texts), len(examples) - examples.asked)
    rows = np.concatenate([train_rows, rest])
    return teach(student, tokenizer, examples, rows, dev_rows, config.learning, config.teachers, run)


def _tested(
    student: Student, tokenizer: Tokenizer, test: Labelled, labels: list[str], fused: Fused | None
) -> dict[str, float]:
    """Accuracy of student and fused teachers on the test part; rows with unknown intents are wrong."""
    index = {label: at for at, label in enumerate(labels)}
    gold = np.array([index.get(intent, UNKNOWN) for intent in test.intents])
    found = {
        "examples": len(gold),
        "student": accuracy(outputs_of(student, tokenizer, test.texts)["intent"], gold),
    }
    if fused:
        found["fused_teachers"] = accuracy(np.nan_to_num(fused.soft[-len(gold) :]), gold)
    return found


def _card(
    data: Labelled, sources: Sources, examples: Examples, config: IntentConfig, student: Student,
    fused: Fused | None, dev_accuracy: float, oos: OutOfScope,
) -> dict[str, Any]:  # fmt: skip
    return {
        "recipe": asdict(config),
        "data": {
            "examples": len(data.texts),
            "labels": len(data.labels),
            "unlabelled": min(len(set(sources.unlabelled)), config.max_unlabelled),
            "outliers": int(examples.outlier.sum()),
            "sentiment": len(sources.sentiment[0]),
            "sha256": sources.train.sha256,
        },
        "teachers": {"weights": fused.weights, "dev_accuracy": fused.dev_accuracy} if fused else None,
        "student_dev_accuracy": dev_accuracy,
        "out_of_scope": {"score": oos.score, "dev_auroc": oos.auroc},
        "parameters": sum(parameter.numel() for parameter in student.parameters()),
    }


def presets(name: str, teachers: tuple[str, ...], seed: int) -> IntentConfig:
    """`quick`: probes as teachers and few epochs. `full`: fine-tuned teachers and patience. Raises DistillationError."""
    base = IntentConfig(teachers=teachers, seed=seed)
    if name == "full":
        return base
    if name != "quick":
        raise DistillationError(f"expected the preset quick or full, found {name!r}")
    learning = replace(base.learning, training=replace(base.learning.training, epochs=8), min_steps=250)
    teaching = replace(base.teaching, fine_tune=False)
    few = replace(base, max_unlabelled=6000, recombined=3000, refit_below=base.reteach_below)
    return replace(few, teaching=teaching, learning=learning)
