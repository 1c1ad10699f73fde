"""The intent recipe: teachers learn the task, are fused, and a small student learns from examples and from them.

The order of work: split by families, teachers (cached), fusion weights on the dev part, student, calibration, out-of-scope
score, bundle. Few examples are too dear to hold out: then all of that is settled on the split, and teachers and student are
trained once more on everything.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from distillation.augmentation import recombined
from distillation.calibration import fit_temperature
from distillation.corpora import SENTIMENTS, Labelled, check_no_leak, split
from distillation.encoder import encode, run
from distillation.errors import DistillationError
from distillation.examples import UNKNOWN, Examples, table
from distillation.export import export_bundle
from distillation.fine_tuning import TeachingConfig, embeddings, teacher_logits
from distillation.fusion import calibrated, choose_weights, fuse, log_softmax
from distillation.general import load_body
from distillation.out_of_scope import OutOfScope, choose, fit_distance, really_outside
from distillation.student import LearningConfig, classes_of, new_student, outputs_of, teach
from distillation.teachers import LANGUAGES, language_of, load_teacher
from distillation.trainer import is_first
from networks.student import Student

_RECOMBINED_EACH = 5  # recombined texts for each one there is, at most


@dataclass(frozen=True)
class IntentConfig:
    """A whole run. `quick` and `full` are presets of it; a recipe file changes any part."""

    teachers: tuple[str, ...] = ()
    seed: int = 0
    dev_share: float = 0.1
    refit_below: int = 5000  # with fewer examples than that the last training uses the dev part, too
    max_unlabelled: int = 12000
    recombined: int = 12000  # texts put together from parts of the examples, which the teachers label, too
    outlier_intent: str | None = None  # outliers are examples of this intent; None: they are of none
    exemplars: int = 20  # of each intent kept in the bundle for incremental learning
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


@dataclass(frozen=True)
class Fused:
    """The teachers' common opinion: (rows, intents) log-probabilities, and how it came about."""

    soft: np.ndarray
    weights: dict[str, dict[str, float]]  # by language and teacher
    dev_accuracy: dict[str, float]  # of each teacher, and "fused"


def distil_intent(
    sources: Sources, body: Path, out: Path, config: IntentConfig, cache: Path | None = None
) -> dict[str, Any]:
    """Trains teachers and student, writes the bundle, returns the run card. Raises DistillationError."""
    config = seeded(config)
    data, train_rows, dev_rows = _parts(sources, config)
    labels = data.labels
    if len(labels) < 2:
        raise DistillationError(f"expected at least two intents, found {', '.join(labels)}")
    outliers, held_outliers = halves(_outliers(data, sources.outliers, body, config), config.seed)
    data, train_rows, outliers = _with_outliers(data, train_rows, outliers, config)
    examples = table(
        data.texts, data.intents, labels, unlabelled=_unlabelled(sources, data, train_rows, config), outliers=outliers,
        sentiment=sources.sentiment, blunt=config.learning.blunt, asked=sources.test.texts if sources.test else (),
    )  # fmt: skip
    examples.embedding = _target_embeddings(examples, config, cache)
    fused = _fused(examples, train_rows, dev_rows, len(labels), config, cache, None)
    examples.soft_sentiment = _felt(examples, config, cache)
    student, tokenizer = new_student(body, examples, train_rows, len(labels), config.learning)
    student = _taught(
        student, tokenizer, examples, data, train_rows, dev_rows, fused, config, out / "run" / "split"
    )
    found = outputs_of(student, tokenizer, [data.texts[row] for row in dev_rows])
    gold = examples.intent[dev_rows]
    temperature = fit_temperature(found["intent"], gold)
    dev_accuracy = _accuracy(found["intent"], gold)
    oos = settled(
        student, tokenizer, examples, train_rows, dev_rows, temperature, held_outliers, config, labels
    )
    if sources.dev is None and len(data.texts) < config.refit_below:
        everything, nobody = np.arange(len(data.texts)), np.zeros(0, dtype=np.int64)
        weights = fused.weights if fused else None
        again = _fused(examples, everything, nobody, len(labels), config, cache, weights)
        fused = replace(fused, soft=again.soft) if fused and again else fused
        student, tokenizer = new_student(body, examples, everything, len(labels), config.learning)
        student = _taught(
            student, tokenizer, examples, data, everything, nobody, again, config, out / "run" / "all"
        )
        fit_distance(student, _features(student, tokenizer, data.texts), examples.intent[everything])
    card = _card(data, sources, examples, config, student, fused, dev_accuracy, oos)
    if sources.test is not None:
        card["test"] = _tested(student, tokenizer, sources.test, labels, fused)
    if not is_first():
        return card
    export_bundle(
        student, tokenizer, classes_of(student, labels), temperature, oos, card, out,
        exemplars(student, tokenizer, data, config.exemplars),
    )  # fmt: skip
    (out / "run.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return card


def _parts(sources: Sources, config: IntentConfig) -> tuple[Labelled, np.ndarray, np.ndarray]:
    """All labelled texts, and which of them are for training and which for choosing."""
    if sources.dev is None:
        train, dev = split(sources.train, config.dev_share, config.seed)
        return sources.train, train, dev
    check_no_leak(sources.train.texts, sources.dev.texts)
    unknown = sorted(set(sources.dev.intents) - set(sources.train.intents))
    if unknown:
        raise DistillationError(
            f"the dev part has intents that the training part lacks: {', '.join(unknown)}; add examples of them"
        )
    size = len(sources.train.texts)
    data = Labelled(
        [*sources.train.texts, *sources.dev.texts], [*sources.train.intents, *sources.dev.intents]
    )
    return data, np.arange(size), np.arange(size, len(data.texts))


def _unlabelled(sources: Sources, data: Labelled, train_rows: np.ndarray, config: IntentConfig) -> list[str]:
    """At most `max_unlabelled` texts, drawn by the seed, and recombined ones; nothing without a teacher to label them."""
    if not config.teachers:
        return []
    texts = list(dict.fromkeys(sources.unlabelled))
    if len(texts) > config.max_unlabelled:
        rows = np.random.RandomState(config.seed).choice(len(texts), config.max_unlabelled, replace=False)
        texts = [texts[row] for row in sorted(rows)]
    known = [*(data.texts[row] for row in train_rows), *texts]
    count = min(config.recombined, _RECOMBINED_EACH * len(known))
    return [*texts, *recombined(known, count, random.Random(config.seed))]


def seeded(config: IntentConfig) -> IntentConfig:
    """The run's seed for every training in it."""
    training = replace(config.learning.training, seed=config.seed)
    return replace(config, learning=replace(config.learning, training=training))


def _with_outliers(
    data: Labelled, train_rows: np.ndarray, outliers: list[str], config: IntentConfig
) -> tuple[Labelled, np.ndarray, list[str]]:
    """Where an intent stands for what is out of scope, outliers are training examples of it."""
    if config.outlier_intent is None or not outliers:
        return data, train_rows, outliers
    if config.outlier_intent not in data.intents:
        raise DistillationError(
            f"expected examples of the outlier_intent {config.outlier_intent}, found none"
        )
    size = len(data.texts)
    whole = Labelled([*data.texts, *outliers], [*data.intents, *[config.outlier_intent] * len(outliers)])
    return whole, np.r_[train_rows, np.arange(size, size + len(outliers))], []


def _outliers(data: Labelled, outliers: Sequence[str], body: Path, config: IntentConfig) -> list[str]:
    """Outliers without those that are this assistant's business after all, as the general body sees it."""
    texts = [text for text in dict.fromkeys(outliers) if text not in set(data.texts)]
    if not texts or config.outlier_intent:
        return texts
    tokenizer, encoder = load_body(body)
    found = run(encoder, encode(tokenizer, [*texts, *data.texts]), encoder.config.hidden_size, pooled=True)
    index = {label: at for at, label in enumerate(data.labels)}
    gold = np.array([index[intent] for intent in data.intents])
    kept = really_outside(found[: len(texts)], found[len(texts) :], gold)
    tqdm.write(f"out of scope: {kept.sum()} of {len(texts)} texts, the others resemble examples")
    return [text for text, outside in zip(texts, kept, strict=True) if outside]


def halves(texts: list[str], seed: int) -> tuple[list[str], list[str]]:
    """Outliers to learn from, and others to set the threshold with."""
    order = np.random.RandomState(seed).permutation(len(texts))
    cut = 2 * len(texts) // 3
    return [texts[at] for at in order[:cut]], [texts[at] for at in order[cut:]]


def _target_embeddings(examples: Examples, config: IntentConfig, cache: Path | None) -> np.ndarray | None:
    """What the sentence embedding imitates: the first multilingual teacher's, centred, of length one."""
    weight = config.learning.weights.embedding
    if not config.teachers or not (weight.start or weight.end):
        return None
    for name in config.teachers:
        teacher = load_teacher(name.partition("#")[0])
        if set(teacher.languages) == set(LANGUAGES):
            found = embeddings(teacher, examples.texts, cache)
            found /= np.linalg.norm(found, axis=1, keepdims=True)
            found -= found.mean(0)
            return found / np.linalg.norm(found, axis=1, keepdims=True)
    return None


def _fused(
    examples: Examples, train_rows: np.ndarray, dev_rows: np.ndarray, classes: int, config: IntentConfig,
    cache: Path | None, weights: dict[str, dict[str, float]] | None,
) -> Fused | None:  # fmt: skip
    """Every teacher's logits, calibrated and averaged; the weights by language are chosen on the dev part or given."""
    if not config.teachers:
        return None
    gold = examples.intent
    teaching = config.teaching
    opinions = {
        name: teacher_logits(name, examples.texts, gold, train_rows, dev_rows, classes, teaching, cache)
        for name in config.teachers
    }
    language = np.array([language_of(text) for text in examples.texts])
    soft = np.full((len(examples), classes), np.nan, np.float32)
    chosen: dict[str, dict[str, float]] = {}
    for tongue in np.unique(language):
        rows = np.flatnonzero(language == tongue)
        dev = np.flatnonzero(np.isin(rows, dev_rows))
        asked = [name for name, logits in opinions.items() if not np.isnan(logits[rows]).any()]
        if not asked:
            continue
        voices = np.stack([calibrated(opinions[name][rows], dev, gold[rows][dev]) for name in asked])
        if weights is None:
            share = choose_weights(voices[:, dev], gold[rows][dev])
        else:
            share = np.array([weights[tongue][name] for name in asked])
        chosen[str(tongue)] = {name: round(float(part), 4) for name, part in zip(asked, share, strict=True)}
        soft[rows] = fuse(voices, share)
    return Fused(soft, chosen, _dev_accuracies(opinions, soft, dev_rows, gold))


def _felt(examples: Examples, config: IntentConfig, cache: Path | None) -> np.ndarray | None:
    """What the teachers, having learned the texts with a sentiment, feel in all texts: (rows, sentiments) log-probabilities."""
    rows = np.flatnonzero(examples.sentiment != UNKNOWN)
    if not config.teachers or not len(rows):
        return None
    nobody, classes = np.zeros(0, dtype=np.int64), len(SENTIMENTS)
    voices = np.stack(
        [
            log_softmax(
                teacher_logits(
                    name, examples.texts, examples.sentiment, rows, nobody, classes, config.teaching, cache
                )
            )
            for name in config.teachers
        ]
    )
    return np.log(np.nanmean(np.exp(voices), axis=0))


def _dev_accuracies(
    opinions: dict[str, np.ndarray], soft: np.ndarray, dev_rows: np.ndarray, gold: np.ndarray
) -> dict[str, float]:
    found = {}
    for name, logits in {**opinions, "fused": soft}.items():
        rows = dev_rows[~np.isnan(logits[dev_rows, 0])] if len(dev_rows) else dev_rows
        if len(rows):
            found[name] = _accuracy(logits[rows], gold[rows])
    for name, accuracy in found.items():
        tqdm.write(f"dev accuracy of {name}: {accuracy:.4f}")
    return found


def _taught(
    student: Student, tokenizer: Any, examples: Examples, data: Labelled, train_rows: np.ndarray,
    dev_rows: np.ndarray, fused: Fused | None, config: IntentConfig, run: Path,
) -> Student:  # fmt: skip
    examples.soft = fused.soft if fused else None
    rest = np.arange(len(data.texts), len(examples) - examples.asked)
    rows = np.concatenate([train_rows, rest])
    return teach(student, tokenizer, examples, rows, dev_rows, config.learning, config.teachers, run)


def _features(student: Student, tokenizer: Any, texts: Sequence[str]) -> np.ndarray:
    return outputs_of(student, tokenizer, texts)["features"]


def settled(
    student: Student, tokenizer: Any, examples: Examples, train_rows: np.ndarray, dev_rows: np.ndarray,
    temperature: float, held_outliers: Sequence[str], config: IntentConfig, labels: Sequence[str],
) -> OutOfScope:  # fmt: skip
    """Fits the distance, and chooses score and threshold on the dev part and the outliers held out.

    Dev texts of an intent that stands for what is out of scope are outliers, too.
    """
    features = _features(student, tokenizer, [examples.texts[row] for row in train_rows])
    fit_distance(student, features, examples.intent[train_rows])
    aside = labels.index(config.outlier_intent) if config.outlier_intent else None
    outside = examples.intent[dev_rows] == aside if aside is not None else np.zeros(len(dev_rows), bool)
    within = [examples.texts[row] for row in dev_rows[~outside]]
    beyond = [*(examples.texts[row] for row in dev_rows[outside]), *held_outliers]
    scored = [
        _scores(student, outputs_of(student, tokenizer, texts), temperature, aside) if texts else None
        for texts in (within, beyond)
    ]
    inside = scored[0] or {}
    found = choose(inside, scored[1] or {name: np.zeros(0) for name in inside})
    return replace(found, intent=config.outlier_intent)


def _scores(
    student: Student, outputs: dict[str, np.ndarray], temperature: float, aside: int | None
) -> dict[str, np.ndarray]:
    """Each score by its name, (rows,); `aside` is the column of the intent that is out of scope itself."""
    scaled = outputs["intent"] / temperature
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    scaled /= scaled.sum(axis=1, keepdims=True)
    if aside is not None:
        scaled = np.delete(scaled, aside, axis=1)
    return {
        "energy": outputs["energy"],
        "distance": student.distance(torch.as_tensor(outputs["features"])).numpy(),
        "confidence": 1 - scaled.max(axis=1),
    }


def exemplars(student: Student, tokenizer: Any, data: Labelled, size: int) -> list[dict[str, str]]:
    """Training texts whose mean is nearest to their intent's mean: herding (iCaRL, Rebuffi et al. 2017)."""
    if not size:
        return []
    features = _features(student, tokenizer, data.texts)
    intents = np.array(data.intents)
    kept = []
    for label in data.labels:
        rows = np.flatnonzero(intents == label)
        mean, total = features[rows].mean(0), np.zeros(features.shape[1])
        left = list(rows)
        for count in range(1, min(size, len(rows)) + 1):
            gaps = [np.linalg.norm(mean - (total + features[row]) / count) for row in left]
            row = left.pop(int(np.argmin(gaps)))
            total += features[row]
            kept.append({"text": data.texts[row], "intent": label})
    return kept


def _tested(
    student: Student, tokenizer: Any, test: Labelled, labels: list[str], fused: Fused | None
) -> dict[str, float]:
    """Accuracy of student and fused teachers on the test part; rows with unknown intents are wrong."""
    index = {label: at for at, label in enumerate(labels)}
    gold = np.array([index.get(intent, UNKNOWN) for intent in test.intents])
    found = {
        "examples": len(gold),
        "student": _accuracy(outputs_of(student, tokenizer, test.texts)["intent"], gold),
    }
    if fused:
        found["fused_teachers"] = _accuracy(np.nan_to_num(fused.soft[-len(gold) :]), gold)
    return found


def _accuracy(logits: np.ndarray, gold: np.ndarray) -> float:
    return round(float((logits.argmax(1) == gold).mean()), 4)


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
    return replace(base, teaching=teaching, learning=learning, max_unlabelled=6000, recombined=3000)
