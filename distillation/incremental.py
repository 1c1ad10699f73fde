"""Incremental learning: a student learns new examples, intents or languages and keeps what it knew.

Its own earlier self is a teacher for what it knew (learning without forgetting, Li and Hoiem 2016), and it rehearses the exemplars
that came with its bundle (iCaRL, Rebuffi et al. 2017). The report says, intent by intent, what was lost and what was won.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from distillation.calibration import fit_temperature, log_softmax
from distillation.corpora import Labelled, check_no_leak, families, read_labelled, split
from distillation.errors import DistillationError
from distillation.examples import UNKNOWN, Examples, table
from distillation.exemplars import exemplars
from distillation.export import export_bundle
from distillation.forgetting import Forgetting, forgetting, report_text, summary
from distillation.held_out import digests, parted
from distillation.intent import IntentConfig, Sources, seeded
from distillation.out_of_scope import OutOfScope
from distillation.outliers import halves, with_outliers
from distillation.probe import fit_probe
from distillation.scope import settled
from distillation.student import classes_of, outputs_of, teach
from distillation.trainer import is_first
from networks.bundle import EXEMPLARS, TOKENIZER, Bundle, BundleError, read_bundle
from networks.student import Student, load_student

_NEVER = -20.0  # log-probability that the earlier self gives to intents it did not know


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
    data, rehearsed, train_rows, dev_rows = _parts(sources, bundle, config)
    labels = known + [label for label in data.labels if label not in set(known)]
    outliers, held_outliers = halves(list(sources.outliers), config.seed)
    data, train_rows, outliers = with_outliers(data, train_rows, outliers, bundle.oos_intent)
    examples = table(
        data.texts, data.intents, labels, unlabelled=list(sources.unlabelled)[: config.max_unlabelled],
        outliers=outliers, sentiment=sources.sentiment, blunt=config.learning.blunt,
    )  # fmt: skip
    examples.soft, examples.embedding = _earlier_opinion(earlier, tokenizer, examples, rehearsed, len(labels))
    checked = _rows_of(data, dev_rows)
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
    card["held_out"] = digests(checked.texts)
    if is_first():
        kept = exemplars(student, tokenizer, data, config.exemplars)
        export_bundle(
            student, tokenizer, classes_of(student, labels), temperature, oos, card, out, kept, bundle.state
        )
        print(report_text(report))
        if bundle.state:
            print(
                "It tracks the belief state as before, on a body that has changed; `python -m distillation state --from "
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


def _rehearsal(bundle: Bundle) -> Labelled:
    file = bundle.folder / EXEMPLARS
    if not file.is_file():
        print(f"warning: {bundle.folder} has no {EXEMPLARS}; only its own soft labels keep what it knew")
        return Labelled([], [])
    return read_labelled(file)


def _parts(
    sources: Sources, bundle: Bundle, config: IntentConfig
) -> tuple[Labelled, np.ndarray, np.ndarray, np.ndarray]:
    """All labelled texts; which of them are exemplars, for training, and for choosing.

    The dev part is the one that is given, or what the bundle's student was chosen by itself, or else drawn. Exemplars that resemble the
    former two are left out.
    """
    exemplars = _rehearsal(bundle)
    if sources.dev is not None:
        check_no_leak(sources.train.texts, sources.dev.texts)
        return _beside(sources.train, exemplars, sources.dev)
    before = parted(sources.train.texts, bundle.provenance.get("held_out", ()))
    if before is not None:
        train, dev = (_rows_of(sources.train, rows) for rows in before)
        return _beside(train, exemplars, dev)
    data, rehearsed = _together(sources.train, exemplars)
    return data, rehearsed, *split(data, max(config.dev_share, 0.15), config.seed)


def _beside(
    train: Labelled, exemplars: Labelled, dev: Labelled
) -> tuple[Labelled, np.ndarray, np.ndarray, np.ndarray]:
    family = families([*exemplars.texts, *dev.texts])
    theirs = set(family[len(exemplars.texts) :])
    apart = [row for row, name in enumerate(family[: len(exemplars.texts)]) if name not in theirs]
    data, rehearsed = _together(train, _rows_of(exemplars, apart))
    size = len(data.texts)
    whole = Labelled([*data.texts, *dev.texts], [*data.intents, *dev.intents])
    return whole, rehearsed, np.arange(size), np.arange(size, len(whole.texts))


def _rows_of(data: Labelled, rows: Iterable[int]) -> Labelled:
    chosen = list(rows)
    return Labelled([data.texts[row] for row in chosen], [data.intents[row] for row in chosen])


def _together(new: Labelled, old: Labelled) -> tuple[Labelled, np.ndarray]:
    """New examples, then the exemplars that are not among them; and which rows are the latter."""
    said = set(new.texts)
    rows = [at for at, text in enumerate(old.texts) if text not in said]
    data = Labelled(
        [*new.texts, *(old.texts[at] for at in rows)], [*new.intents, *(old.intents[at] for at in rows)]
    )
    return data, np.arange(len(new.texts), len(data.texts))


def _earlier_opinion(
    earlier: Student, tokenizer: Tokenizer, examples: Examples, rehearsed: np.ndarray, labels: int
) -> tuple[np.ndarray, np.ndarray]:
    """Its soft labels, where it is not known to be wrong, and its sentence embeddings (zeros for outliers)."""
    soft = np.full((len(examples), labels), np.nan, np.float32)
    found = outputs_of(earlier, tokenizer, examples.texts)
    agrees = found["intent"].argmax(1) == examples.intent
    agrees[rehearsed] = True
    rows = np.flatnonzero((agrees | (examples.intent == UNKNOWN)) & ~examples.outlier)
    soft[rows] = _NEVER
    soft[rows, : found["intent"].shape[1]] = log_softmax(found["intent"][rows])
    return soft, np.where(examples.outlier[:, None], 0.0, found["embedding"]).astype(np.float32)


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
    student.state = earlier.state
    student.norm.load_state_dict(earlier.norm.state_dict())
    student.embedding.load_state_dict(earlier.embedding.state_dict())
    with torch.no_grad():
        for name, head in earlier.heads.items():
            rows = head.out_features
            student.heads[name].weight[:rows] = head.weight
            student.heads[name].bias[:rows] = head.bias
    if labels > known:
        _begin_new_intents(student, earlier, tokenizer, examples, train_rows, known)
    return student


def _begin_new_intents(
    student: Student, earlier: Student, tokenizer: Tokenizer, examples: Examples, rows: np.ndarray, known: int
) -> None:
    """Their rows of the head, as a linear probe on what the earlier student makes of the texts."""
    head = student.heads["intent"]
    features = outputs_of(earlier, tokenizer, [examples.texts[row] for row in rows])["features"]
    probe = fit_probe(features, examples.intent[rows], head.out_features)
    with torch.no_grad():
        head.weight[known:] = probe.weight[known:]
        head.bias[known:] = probe.bias[known:]


def _told(student: Student, tokenizer: Tokenizer, texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    logits = outputs_of(student, tokenizer, texts)["intent"]
    return [labels[at] for at in logits.argmax(1)]


def _card(
    bundle: Bundle, new: Labelled, data: Labelled, labels: list[str], known: list[str], config: IntentConfig,
    report: list[Forgetting], student: Student, oos: OutOfScope,
) -> dict[str, Any]:  # fmt: skip
    before = dict(bundle.provenance)
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
