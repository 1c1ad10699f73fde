"""A student that tracks as a bundle: what an earlier bundle knew travels with it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from distillation.export import export_bundle
from distillation.out_of_scope import OutOfScope
from distillation.state_corpus import Dialogue
from distillation.state_reads import Reads
from networks.bundle import EXEMPLARS, Bundle
from networks.state_reading import StateReader
from networks.student import Student


def calibration_card(reads: Reads, dev: Sequence[Dialogue], reader: StateReader) -> dict[str, Any]:
    """What a run card tells of the calibration, and the joint goal accuracy with it."""
    return {
        "dev_joint_goal_accuracy": round(reads.joint_goal_accuracy(dev, reader), 4),
        "calibration": {name: value for name, value in reader.to_json().items() if name != "schema"},
    }


def export_tracker(
    student: Student, tokenizer: Tokenizer, bundle: Bundle | None, start: Path, reader: StateReader,
    card: dict[str, Any], out: Path,
) -> None:  # fmt: skip
    """Writes the student with its state head; heads, calibration and exemplars of the `bundle` in `start` stay as they are."""
    labels = {head: list(names) for head, names in bundle.labels.items()} if bundle else {}
    oos = (
        OutOfScope(bundle.oos_score, bundle.oos_threshold, {}, bundle.oos_intent)
        if bundle
        else OutOfScope("confidence", 1.0, {})
    )
    provenance = {**(bundle.provenance if bundle else {}), "parameters": card["parameters"], "state": card}
    export_bundle(
        student, tokenizer, labels, bundle.temperature if bundle else 1.0, oos, provenance, out, reader=reader
    )
    if bundle and (start / EXEMPLARS).is_file():
        shutil.copyfile(start / EXEMPLARS, out / EXEMPLARS)
