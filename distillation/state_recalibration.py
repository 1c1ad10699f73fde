"""A tracker calibrated anew without learning: its temperature and thresholds for other dialogues, or for rules of reading that have changed."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from distillation.errors import DistillationError
from distillation.held_out import parted
from distillation.state_calibration import calibrated_reader
from distillation.state_corpus import Dialogue, customers_words
from distillation.state_export import calibration_card, export_tracker
from distillation.state_student import beginning, reads_of
from networks.bundle import Bundle, BundleError, read_bundle


def recalibrate(folder: Path, dialogues: Sequence[Dialogue], out: Path) -> dict[str, Any]:
    """Writes the bundle with its state head's calibration chosen by these dialogues; returns that calibration and the joint goal accuracy.

    Of dialogues some of which the bundle names as held out, only these count: it would be too sure of what it has learned. Raises
    DistillationError.
    """
    if out.resolve() == folder.resolve():
        raise DistillationError(
            f"expected another folder than {folder} for the bundle; the old one stays as it is"
        )
    bundle = _tracker(folder)
    assert bundle.state is not None
    schema = bundle.state.schema
    student, tokenizer, _ = beginning(folder, schema, seed=0)
    card = {"parameters": bundle.provenance.get("parameters"), **bundle.provenance.get("state", {})}
    dev = _unlearned(dialogues, card)
    reads = reads_of(student.eval(), tokenizer, schema)
    reader = calibrated_reader(reads, dev, schema)
    found = calibration_card(reads, dev, reader)
    export_tracker(student, tokenizer, bundle, folder, reader, {**card, **found}, out)
    return {"dialogues": len(dev), **found}


def _tracker(folder: Path) -> Bundle:
    try:
        bundle = read_bundle(folder)
    except BundleError as error:
        raise DistillationError(str(error)) from error
    if bundle.state is None:
        raise DistillationError(
            f"expected a bundle that tracks in {folder}, found none; `distillation state` makes one"
        )
    return bundle


def _unlearned(dialogues: Sequence[Dialogue], card: Mapping[str, Any]) -> list[Dialogue]:
    """Those that the bundle was chosen by and never learned; all of them, with a warning, where it names none of these."""
    parts = parted([customers_words(dialogue) for dialogue in dialogues], card.get("held_out", ()))
    if parts is not None:
        return [dialogues[row] for row in parts[1]]
    if not dialogues:
        raise DistillationError("expected dialogues to calibrate by, found none")
    print(
        "warning: the bundle names none of these dialogues as held out; it is too sure of those that it has learned",
        file=sys.stderr,
    )
    return list(dialogues)
