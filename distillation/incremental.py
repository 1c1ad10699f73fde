"""Incremental learning: a student learns new examples, intents or languages and keeps what it knew.

Its own earlier self is a teacher for what it knew (learning without forgetting, Li and Hoiem 2016), and it rehearses the exemplars
that came with its bundle (iCaRL, Rebuffi et al. 2017). The report says, intent by intent, what was lost and what was won.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from distillation.calibration import fit_temperature, log_softmax
from distillation.corpora import Labelled, check_no_leak, read_labelled, split
from distillation.errors import DistillationError
from distillation.examples import Examples, table
from distillation.exemplars import exemplars
from distillation.export import export_bundle
from distillation.intent import IntentConfig, Sources, seeded
from distillation.out_of_scope import OutOfScope
from distillation.outliers import halves
from distillation.probe import fit_probe
from distillation.scope import settled
from distillation.student import classes_of, outputs_of, teach
from distillation.trainer import is_first
from networks.bundle import EXEMPLARS, TOKENIZER, Bundle, BundleError, read_bundle
from networks.student import Student, load_student

_NEVER = -20.0  # log-probability that the earlier self gives to intents it did not know


@dataclass(frozen=True)
class Forgetting:
    """Accuracy on held-out examples of one intent, before and after."""

    intent: str
    examples: int
    before: float | None  # None: the intent is new
    after: float


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
    data, rehearsed = _together(sources.train, _rehearsal(bundle))
    labels = known + [label for label in data.labels if label not in set(known)]
    train_rows, dev_rows = split(data, max(config.dev_share, 0.15), config.seed)
    if sources.dev is not None:
        check_no_leak(data.texts, sources.dev.texts)
    outliers, held_outliers = halves(list(sources.outliers), config.seed)
    examples = table(
        data.texts, data.intents, labels, unlabelled=list(sources.unlabelled)[: config.max_unlabelled],
        outliers=outliers, sentiment=sources.sentiment, blunt=config.learning.blunt,
    )  # fmt: skip
    examples.soft = _earlier_opinion(earlier, tokenizer, examples, rehearsed, len(data.texts), len(labels))
    checked = sources.dev or Labelled(
        [data.texts[row] for row in dev_rows], [data.intents[row] for row in dev_rows]
    )
    before = _told(earlier, tokenizer, checked.texts, known)
    student = _grown(earlier, tokenizer, examples, train_rows, len(known), len(labels))
    rows = np.concatenate([train_rows, np.arange(len(data.texts), len(examples))])
    teach(student, tokenizer, examples, rows, dev_rows, config.learning, (), out / "run" / "incremental")
    found = outputs_of(student, tokenizer, [data.texts[row] for row in dev_rows])
    temperature = fit_temperature(found["intent"], examples.intent[dev_rows])
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
    after = _told(student, tokenizer, checked.texts, labels)
    report = forgetting(checked.intents, before, after, set(known))
    card = _card(bundle, sources.train, data, labels, known, config, report, student, oos)
    if is_first():
        kept = exemplars(student, tokenizer, data, config.exemplars)
        export_bundle(student, tokenizer, classes_of(student, labels), temperature, oos, card, out, kept)
        print(report_text(report))
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


def _rehearsal(bundle: Bundle) -> Labelled:
    file = bundle.folder / EXEMPLARS
    if not file.is_file():
        print(f"warning: {bundle.folder} has no {EXEMPLARS}; only its own soft labels keep what it knew")
        return Labelled([], [])
    return read_labelled(file)


def _together(new: Labelled, old: Labelled) -> tuple[Labelled, np.ndarray]:
    """New examples, then the exemplars that are not among them; and which rows are the latter."""
    said = set(new.texts)
    rows = [at for at, text in enumerate(old.texts) if text not in said]
    data = Labelled(
        [*new.texts, *(old.texts[at] for at in rows)], [*new.intents, *(old.intents[at] for at in rows)]
    )
    return data, np.arange(len(new.texts), len(data.texts))


def _earlier_opinion(
    earlier: Student,
    tokenizer: Tokenizer,
    examples: Examples,
    rehearsed: np.ndarray,
    labelled: int,
    labels: int,
) -> np.ndarray:
    """Soft labels for exemplars and unlabelled text; new examples speak for themselves."""
    soft = np.full((len(examples), labels), np.nan, np.float32)
    rows = np.concatenate([rehearsed, np.arange(labelled, len(examples))])
    rows = rows[~examples.outlier[rows]]
    if len(rows):
        logits = outputs_of(earlier, tokenizer, [examples.texts[row] for row in rows])["intent"]
        soft[rows] = _NEVER
        soft[rows, : logits.shape[1]] = log_softmax(logits)
    return soft


def _grown(
    earlier: Student,
    tokenizer: Tokenizer,
    examples: Examples,
    train_rows: np.ndarray,
    known: int,
    labels: int,
) -> Student:
    """The earlier student with rows for the new intents in its head, begun as a linear probe."""
    classes = {name: head.out_features for name, head in earlier.heads.items()} | {"intent": labels}
    if "sentiment" not in classes and (examples.sentiment >= 0).any():
        classes["sentiment"] = 3
    student = Student(earlier.body, classes)
    student.norm.load_state_dict(earlier.norm.state_dict())
    student.embedding.load_state_dict(earlier.embedding.state_dict())
    features = outputs_of(earlier, tokenizer, [examples.texts[row] for row in train_rows])["features"]
    probe = fit_probe(features, examples.intent[train_rows], labels)
    with torch.no_grad():
        for name, head in earlier.heads.items():
            rows = head.out_features
            student.heads[name].weight[:rows] = head.weight
            student.heads[name].bias[:rows] = head.bias
        student.heads["intent"].weight[known:] = probe.weight[known:]
        student.heads["intent"].bias[known:] = probe.bias[known:]
    return student


def _told(student: Student, tokenizer: Tokenizer, texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    logits = outputs_of(student, tokenizer, texts)["intent"]
    return [labels[at] for at in logits.argmax(1)]


def forgetting(
    gold: Sequence[str], before: Sequence[str], after: Sequence[str], known: set[str]
) -> list[Forgetting]:
    """What each intent of the held-out examples lost or won."""
    report = []
    for intent in sorted(set(gold)):
        rows = [at for at, name in enumerate(gold) if name == intent]
        earlier = sum(before[at] == intent for at in rows) / len(rows) if intent in known else None
        report.append(
            Forgetting(intent, len(rows), earlier, sum(after[at] == intent for at in rows) / len(rows))
        )
    return report


def summary(report: Sequence[Forgetting]) -> dict[str, float | int | None]:
    """Accuracy over all held-out examples of the known intents before and after, and of the new ones."""
    old = [entry for entry in report if entry.before is not None]
    new = [entry for entry in report if entry.before is None]

    def mean(entries: Sequence[Forgetting], values: Sequence[float]) -> float | None:
        total = sum(entry.examples for entry in entries)
        if not total:
            return None
        return round(sum(v * e.examples for v, e in zip(values, entries, strict=True)) / total, 4)

    return {
        "known_before": mean(old, [entry.before or 0.0 for entry in old]),
        "known_after": mean(old, [entry.after for entry in old]),
        "new_after": mean(new, [entry.after for entry in new]),
        "intents_that_lost": sum(entry.after < (entry.before or 0.0) for entry in old),
    }


def report_text(report: Sequence[Forgetting]) -> str:
    """The report for people: what lost most comes first."""
    lines = [f"{'intent':30} {'examples':>8} {'before':>7} {'after':>7}"]
    for entry in sorted(report, key=lambda entry: entry.after - (entry.before or 0.0)):
        before = "new" if entry.before is None else f"{100 * entry.before:.1f}"
        lines.append(f"{entry.intent:30} {entry.examples:8} {before:>7} {100 * entry.after:7.1f}")
    total = summary(report)
    shown = {name: "–" if value is None else value for name, value in total.items()}
    lines.append(
        f"known intents: {shown['known_before']} before, {shown['known_after']} after; new intents: {shown['new_after']}"
    )
    return "\n".join(lines)


def _card(
    bundle: Bundle, new: Labelled, data: Labelled, labels: list[str], known: list[str], config: IntentConfig,
    report: list[Forgetting], student: Student, oos: OutOfScope,
) -> dict[str, Any]:  # fmt: skip
    return {
        "from": {"fingerprint": bundle.fingerprint, "provenance": dict(bundle.provenance)},
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
