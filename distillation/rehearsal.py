"""Which examples a student that goes on learns, rehearses, and is chosen by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from distillation.corpora import Labelled, check_dev, families, read_labelled, split
from distillation.held_out import parted
from distillation.intent import IntentConfig, Sources
from networks.bundle import EXEMPLARS, Bundle


@dataclass(frozen=True)
class Parts:
    """All labelled texts, and which of their rows are exemplars, for training, and for choosing.

    `untouched`: no student learned the latter.
    """

    data: Labelled
    rehearsed: np.ndarray
    train_rows: np.ndarray
    dev_rows: np.ndarray
    untouched: bool


def parts_of(sources: Sources, bundle: Bundle, config: IntentConfig) -> Parts:
    """The dev part is the one that is given, or what the bundle's student was chosen by itself and a part of new intents, or else drawn.

    Exemplars that resemble the former two are left out.
    """
    exemplars = _rehearsal(bundle)
    if sources.dev is not None:
        check_dev(sources.train, sources.dev, bundle.labels["intent"])
        return _beside(sources.train, exemplars, sources.dev)
    before = parted(sources.train.texts, bundle.provenance.get("held_out", ()))
    if before is not None:
        learned, held = before
        new = [row for row in learned if sources.train.intents[row] not in bundle.labels["intent"]]
        if new:
            _, drawn = split(sources.train.rows(new), config.dev_share, config.seed)
            held = np.r_[held, np.array(new)[drawn]]
            learned = np.setdiff1d(learned, held)
        return _beside(sources.train.rows(learned), exemplars, sources.train.rows(held))
    data, rehearsed = _together(sources.train, exemplars)
    return Parts(data, rehearsed, *split(data, max(config.dev_share, 0.15), config.seed), untouched=False)


def _beside(train: Labelled, exemplars: Labelled, dev: Labelled) -> Parts:
    family = families([*exemplars.texts, *dev.texts])
    theirs = set(family[len(exemplars.texts) :])
    apart = [row for row, name in enumerate(family[: len(exemplars.texts)]) if name not in theirs]
    learned, rehearsed = _together(train, exemplars.rows(apart))
    data, train_rows, dev_rows = learned.beside(dev)
    return Parts(data, rehearsed, train_rows, dev_rows, untouched=True)


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
