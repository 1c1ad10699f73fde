"""The state recipe: teachers learn to track the belief state, are fused, and a small student learns from dialogues and from them.

The student starts from a general body, or (`--from`) from a student of intents, which it stays: what its earlier self said of the
same messages is a loss of its own (learning without forgetting, Li and Hoiem 2016), and one forward pass serves both.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from distillation.averaging import Share, average, weights_of
from distillation.errors import DistillationError
from distillation.held_out import digests, parted
from distillation.state_calibration import calibrated_reader
from distillation.state_config import StateConfig
from distillation.state_corpus import Dialogue, customers_words, seen_values
from distillation.state_export import calibration_card, export_tracker
from distillation.state_opinions import Opinions, fused_opinions
from distillation.state_reads import Reads
from distillation.state_rows import Row, corpus_summary, rows_of, unlabelled_row
from distillation.state_stories import StorySources, dialogues_of
from distillation.state_student import beginning, kept_sayings, reads_of, teach_tracking
from distillation.state_teacher import opinion, taught_teacher
from distillation.state_variation import pools_of, varied
from distillation.trainer import is_first
from networks.bundle import Bundle, BundleError, read_bundle
from networks.state_schema import Schema
from networks.student import Student


@dataclass(frozen=True)
class StateSources:
    """What a run may read. `values` are more values by slot, such as a shop's products; `texts` are messages without a state, `intents`
    those of some of them; `stories` give more dialogues to learn from."""

    train: Sequence[Dialogue]
    schema: Schema
    dev: Sequence[Dialogue] | None = None
    test: Sequence[Dialogue] | None = (
        None  # teachers and student are measured on it and learn nothing from it
    )
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    texts: Sequence[str] = ()
    earlier: Sequence[Path] = ()
    intents: Mapping[str, str] = field(default_factory=dict)
    stories: StorySources | None = None


def distil_state(
    sources: StateSources, start: Path, out: Path, config: StateConfig, cache: Path | None = None
) -> dict[str, Any]:
    """Trains teachers and student, writes the bundle, returns the run card. `start` is a body's folder, or a bundle's.

    Taught teachers are kept in the folder `cache`.

    Raises DistillationError.
    """
    schema = sources.schema
    student, tokenizer, bundle = beginning(start, schema, config.seed)
    earlier = bundle.provenance.get("state", {}) if bundle else {}
    dialogues, dev, untouched = _split(sources, config, earlier)
    added = _of_stories(sources, dev, bundle, config)
    rows = _rows([*dialogues, *added], sources, config)
    learned = len(rows) * (1 + min(config.teaching_copies, config.copies)) // (1 + config.copies)
    summary = corpus_summary(rows, schema)
    rows += _unlabelled(sources, config)
    voices, spoken = _voices(rows, learned, dev, sources, config, out / "run", cache)
    soft = fused_opinions(voices, [1 / len(voices)] * len(voices)) if voices else None
    kept = (
        kept_sayings(student, tokenizer, rows, sources.texts, intents_to_learn(sources, bundle))
        if bundle
        else None
    )
    reads = reads_of(student, tokenizer, schema)
    teach_tracking(student, tokenizer, rows, soft, kept, reads, dev, schema, config, out / "run" / "student")
    shares = _averaged(student, bundle, reads, dev, sources, config)
    reader = calibrated_reader(reads, dev, schema)
    card = {
        "recipe": asdict(config),
        "data": {
            **summary,
            "dialogues": len(sources.train),
            "story_dialogues": len(added),
            "dev_dialogues": len(dev),
            "unlabelled": len(rows) - summary["turns"],
        },
        "teachers": spoken,
        "averaged": [asdict(share) for share in shares],
        **calibration_card(reads, dev, reader),
        "parameters": sum(parameter.numel() for parameter in student.parameters()),
        "seen_values": sorted(
            {*seen_values([*sources.train, *added, *dev]), *earlier.get("seen_values", ())}
        ),
        "held_out": digests(map(customers_words, dev)) if untouched else [],
    }
    if sources.test:
        card["test_joint_goal_accuracy"] = round(reads.joint_goal_accuracy(sources.test, reader), 4)
    if is_first():
        export_tracker(student, tokenizer, bundle, start, reader, card, out)
    return card


def _split(
    sources: StateSources, config: StateConfig, earlier: Mapping[str, Any]
) -> tuple[list[Dialogue], list[Dialogue], bool]:
    """Dialogues to learn from and to choose by, each whole in one part; whether the student never learned the latter.

    A bundle that tracked before was chosen by some of them and has not learned these: they stay what one chooses by.
    """
    if sources.dev is not None:
        return list(sources.train), list(sources.dev), True
    before = parted([customers_words(dialogue) for dialogue in sources.train], earlier.get("held_out", ()))
    if before is not None:
        learned, chosen_by = ([sources.train[row] for row in rows] for rows in before)
        return learned, chosen_by, True
    order = np.random.RandomState(config.seed).permutation(len(sources.train))
    held = set(order[: max(1, round(config.dev_share * len(order)))].tolist())
    parts: tuple[list[Dialogue], list[Dialogue]] = ([], [])
    for at, dialogue in enumerate(sources.train):
        parts[at in held].append(dialogue)
    if not parts[0]:
        raise DistillationError(f"expected more than {len(sources.train)} dialogues to learn from")
    return *parts, not earlier


def _of_stories(
    sources: StateSources, dev: Sequence[Dialogue], bundle: Bundle | None, config: StateConfig
) -> list[Dialogue]:
    """Dialogues made of the stories, unlike what the student is chosen by and measured on, now or before."""
    if sources.stories is None:
        return []
    earlier = bundle.provenance if bundle else {}
    held_out = {*earlier.get("held_out", ()), *earlier.get("state", {}).get("held_out", ())}
    made = dialogues_of(sources.stories, sources.schema, [*dev, *(sources.test or ())], held_out, config.seed)
    if is_first():
        print(made.report(), file=sys.stderr)
    return made.dialogues


def intents_to_learn(sources: StateSources, bundle: Bundle) -> dict[str, int]:
    """The classes of messages whose intent the student knows; not of those that it was chosen by, nor of what resembles them."""
    classes = {label: at for at, label in enumerate(bundle.labels.get("intent", ()))}
    texts = [text for text, intent in sources.intents.items() if intent in classes]
    apart = parted(texts, bundle.provenance.get("held_out", ()))
    return {
        texts[row]: classes[sources.intents[texts[row]]]
        for row in (range(len(texts)) if apart is None else apart[0])
    }


def _rows(dialogues: Sequence[Dialogue], sources: StateSources, config: StateConfig) -> list[Row]:
    """The turns of all dialogues as written, and of their copies with other values."""
    rng = random.Random(config.seed)
    pools = pools_of(dialogues, sources.schema, sources.values)
    copies = [
        varied(dialogue, sources.schema, pools, config.variation, rng)
        for _ in range(config.copies)
        for dialogue in dialogues
    ]
    every = tqdm([*dialogues, *copies], "dialogues", mininterval=5, leave=False)
    return [row for dialogue in every for row in rows_of(dialogue, sources.schema)]


def _unlabelled(sources: StateSources, config: StateConfig) -> list[Row]:
    """Messages without a state, drawn by the seed; none where no teacher can say what they change."""
    texts = list(dict.fromkeys(sources.texts)) if config.teachers else []
    drawn = random.Random(config.seed).sample(texts, min(config.max_unlabelled, len(texts)))
    return [unlabelled_row(text, sources.schema) for text in drawn]


def _voices(
    rows: Sequence[Row],
    learned: int,
    dev: Sequence[Dialogue],
    sources: StateSources,
    config: StateConfig,
    run: Path,
    cache: Path | None,
) -> tuple[list[Opinions], dict[str, Any] | None]:
    """What each teacher, having learned the first so many rows, says of all of them, and how well it tracks."""
    voices: list[Opinions] = []
    spoken: dict[str, Any] = {}
    for name in config.teachers:
        taught = taught_teacher(
            name,
            rows[:learned],
            dev,
            sources.schema,
            config.teaching,
            config.smoothing,
            run / f"teacher-{len(voices)}",
            cache,
        )
        reader = calibrated_reader(taught.reads, dev, sources.schema)
        spoken[name] = {
            "dev_joint_goal_accuracy": round(taught.reads.joint_goal_accuracy(dev, reader), 4),
            "parameters": sum(parameter.numel() for parameter in taught.model.parameters()),
        }
        if sources.test:
            spoken[name]["test_joint_goal_accuracy"] = round(
                taught.reads.joint_goal_accuracy(sources.test, reader), 4
            )
        tqdm.write(f"teacher {name}: {spoken[name]}")
        voices.append(opinion(taught, rows, sources.schema, cache))
    return voices, spoken or None


def _averaged(
    student: Student, bundle: Bundle | None, reads: Reads, dev: Sequence[Dialogue], sources: StateSources, config: StateConfig
) -> list[Share]:  # fmt: skip
    """Takes in what the dev dialogues want of the student gone on from, and of the students named."""
    score = reads.score_on(dev, sources.schema)
    if score is None:
        return []
    try:
        there = [*([bundle] if bundle else []), *map(read_bundle, sources.earlier)]
        weights = [(one.fingerprint[:12], weights_of(one, student, sources.schema)) for one in there]
    except BundleError as error:
        raise DistillationError(f"a student to average with: {error}") from error
    shares = average(student, weights, config.averaged, lambda: score(student))
    for share in shares:
        tqdm.write(f"averaged: {share.share:.0%} of {share.student}, score {share.score:.4f}")
    return shares
