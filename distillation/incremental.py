"""Incremental learning: a student learns new examples, intents or languages and keeps what it knew.

Its own earlier self is a teacher for what it knew (learning without forgetting, Li and Hoiem 2016), and it rehearses the exemplars
that came with its bundle (iCaRL, Rebuffi et al. 2017). Where other teachers are named they learn all the examples first, and the
earlier self is one voice among theirs. The report says, intent by intent, what was lost and what was won.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from distillation.calibration import fit_temperature, log_softmax
from distillation.corpora import Labelled
from distillation.errors import DistillationError
from distillation.examples import UNKNOWN, Examples, table
from distillation.exemplars import exemplars
from distillation.export import export_bundle
from distillation.forgetting import Forgetting, forgetting, report_text, summary
from distillation.held_out import digests
from distillation.intent import IntentConfig, Sources, seeded, unlabelled_texts
from distillation.opinions import fused_opinion
from distillation.out_of_scope import OutOfScope
from distillation.outliers import halves, with_outliers
from distillation.probe import fit_probe
from distillation.rehearsal import parts_of
from distillation.scope import settled
from distillation.student import classes_of, outputs_of, teach
from distillation.student_losses import Weight
from distillation.trainer import is_first
from networks.bundle import TOKENIZER, Bundle, BundleError, read_bundle
from networks.student import Student, load_student

_KEPT = Weight(0.3, 0.3)
_NEVER = -20.0  # log-probability that the earlier self gives to intents it did not know
_ITSELF = "the earlier student"


def continue_intent(
    start: Path, sources: Sources, out: Path, config: IntentConfig, cache: Path | None = None
) -> dict[str, Any]:
    """Trains the bundle `start` on, writes the new one, prints and returns its card. Raises DistillationError."""
    if out.resolve() == start.resolve():
        raise DistillationError(
            f"expected another folder than {start} for the new student; the old one stays as it is"
        )
    config = seeded(config)
    bundle, earlier, tokenizer = _read(start)
    known = list(bundle.labels["intent"])
    config = _keeping_vectors(config)
    parts = parts_of(sources, bundle, config)
    data, dev_rows = parts.data, parts.dev_rows
    labels = known + [label for label in data.labels if label not in set(known)]
    apart = [text for text in dict.fromkeys(sources.outliers) if text not in set(data.texts)]
    outliers, held_outliers = halves(apart, config.seed)
    data, train_rows, outliers = with_outliers(data, parts.train_rows, outliers, bundle.oos_intent, known)
    unlabelled = (
        unlabelled_texts(sources, data, train_rows, config)[0]
        if config.teachers
        else list(sources.unlabelled)[: config.max_unlabelled]
    )
    examples = table(
        data.texts, data.intents, labels, unlabelled=unlabelled,
        outliers=outliers, sentiment=sources.sentiment, blunt=config.learning.blunt,
    )  # fmt: skip
    said = outputs_of(earlier, tokenizer, examples.texts)
    _take_opinion(examples, said, parts.rehearsed, len(labels))
    itself = {_ITSELF: _among(said["intent"], len(labels))}
    fused = fused_opinion(
        examples, train_rows, dev_rows, len(labels), config.teachers, config.teaching, cache, beside=itself
    )
    examples.soft = fused.soft if fused else examples.soft
    checked = data.rows(dev_rows)
    before = _told(said["intent"][dev_rows], known)
    student = _grown(earlier, examples, said["features"], train_rows, len(known), len(labels))
    rows = np.concatenate([train_rows, np.arange(len(data.texts), len(examples))])
    teach(student, tokenizer, examples, rows, dev_rows, config.learning, (), out / "run" / "incremental")
    found = outputs_of(student, tokenizer, checked.texts)["intent"]
    temperature = fit_temperature(found, examples.intent[dev_rows])
    oos = settled(
        student,
        tokenizer,
        examples,
        train_rows,
        dev_rows,
        temperature,
        held_outliers,
        labels,
        bundle.oos_intent,
    )
    report = forgetting(checked.intents, before, _told(found, labels), set(known))
    card = _card(bundle, sources.train, data, labels, known, config, report, student, oos)
    if fused:
        card["teachers"] = {"weights": fused.weights, "dev_accuracy": fused.dev_accuracy}
    card["held_out"] = digests(checked.texts) if parts.untouched else []
    if is_first():
        kept = exemplars(student, tokenizer, data.rows(train_rows), config.exemplars)
        export_bundle(
            student, tokenizer, classes_of(student, labels), temperature, oos, card, out, kept, bundle.state
        )
        print(report_text(report))
        if bundle.state:
            print(
                "Its state head is as it was, on a body that has moved, and is not measured here; `python -m distillation state --from "
                f"{out}` fits it again."
            )
    return card


def _read(start: Path) -> tuple[Bundle, Student, Tokenizer]:
    try:
        bundle = read_bundle(start)
        student = load_student(bundle)
    except BundleError as error:
        raise DistillationError(str(error)) from error
    tokenizer = Tokenizer.from_file(str(bundle.folder / TOKENIZER))
    tokenizer.enable_truncation(bundle.max_tokens)
    return bundle, student, tokenizer


def _keeping_vectors(config: IntentConfig) -> IntentConfig:
    """Sentence vectors are kept whatever the recipe says, lest what is searched by them be lost."""
    weights = config.learning.weights
    if weights.embedding.counts:
        return config
    return replace(config, learning=replace(config.learning, weights=replace(weights, embedding=_KEPT)))


def _take_opinion(
    examples: Examples, found: Mapping[str, np.ndarray], rehearsed: np.ndarray, labels: int
) -> None:
    """What the earlier student says: soft labels for exemplars, unlabelled text and what it had right, sentence vectors for all but
    outliers (zeros there), and sentiments of texts that have none of their own: of these there may be few, and a message is not in
    their style."""
    soft = np.full((len(examples), labels), np.nan, np.float32)
    agrees = found["intent"].argmax(1) == examples.intent
    agrees[rehearsed] = True
    rows = np.flatnonzero((agrees | (examples.intent == UNKNOWN)) & ~examples.outlier)
    soft[rows] = _among(found["intent"][rows], labels)
    examples.soft = soft
    examples.embedding = np.where(examples.outlier[:, None], 0.0, found["embedding"]).astype(np.float32)
    if "sentiment" in found:
        felt = log_softmax(found["sentiment"]).astype(np.float32)
        examples.soft_sentiment = np.where((examples.sentiment == UNKNOWN)[:, None], felt, np.nan)


def _among(logits: np.ndarray, labels: int) -> np.ndarray:
    """Log-probabilities (rows, labels) of the intents that it knew, which come first."""
    found = np.full((len(logits), labels), _NEVER, np.float32)
    found[:, : logits.shape[1]] = log_softmax(logits)
    return found


def _grown(
    earlier: Student,
    examples: Examples,
    features: np.ndarray,
    train_rows: np.ndarray,
    known: int,
    labels: int,
) -> Student:
    """The earlier student with rows for the new intents in its head, begun as a linear probe on its features of the texts."""
    classes = {name: head.out_features for name, head in earlier.heads.items()} | {"intent": labels}
    if "sentiment" not in classes and (examples.sentiment >= 0).any():
        classes["sentiment"] = 3
    student = Student(earlier.body, classes)
    student.state = earlier.state
    student.norm.load_state_dict(earlier.norm.state_dict())
    student.embedding.load_state_dict(earlier.embedding.state_dict())
    with torch.no_grad():
        for name, head in earlier.heads.items():
            rows = head.out_features
            student.heads[name].weight[:rows] = head.weight
            student.heads[name].bias[:rows] = head.bias
    if labels > known:
        probe = fit_probe(features[train_rows], examples.intent[train_rows], labels)
        with torch.no_grad():
            student.heads["intent"].weight[known:] = probe.weight[known:]
            student.heads["intent"].bias[known:] = probe.bias[known:]
    return student


def _told(logits: np.ndarray, labels: Sequence[str]) -> list[str]:
    return [labels[at] for at in logits.argmax(1)]


def _card(
    bundle: Bundle, new: Labelled, data: Labelled, labels: list[str], known: list[str], config: IntentConfig,
    report: list[Forgetting], student: Student, oos: OutOfScope,
) -> dict[str, Any]:  # fmt: skip
    before = {name: value for name, value in bundle.provenance.items() if name != "held_out"}
    tracking = {"state": before.pop("state")} if "state" in before else {}
    return {
        **tracking,
        "from": {"fingerprint": bundle.fingerprint, "provenance": before},
        "recipe": {"learning": str(config.learning), "seed": config.seed},
        "data": {
            "examples": len(data.texts),
            "labels": len(labels),
            "new_labels": labels[len(known) :],
            "sha256": new.sha256,
        },
        "forgetting": summary(report),
        "out_of_scope": {"score": oos.score, "dev_auroc": oos.auroc},
        "parameters": sum(parameter.numel() for parameter in student.parameters()),
    }
