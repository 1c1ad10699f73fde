"""Which examples a student that goes on learns, rehearses, and is chosen by."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from distillation.corpora import Labelled, check_no_leak, families, read_labelled, split
from distillation.errors import DistillationError
from distillation.held_out import parted
from distillation.intent import IntentConfig, Sources
from networks.bundle import EXEMPLARS, Bundle


def parts_of(
    sources: Sources, bundle: Bundle, config: IntentConfig
) -> tuple[Labelled, np.ndarray, np.ndarray, np.ndarray, bool]:
    """All labelled texts; which of them are exemplars, for training, and for choosing; whether the student never learned the latter.

    The dev part is the one that is given, or what the bundle's student was chosen by itself and a part of new intents, or else drawn.
    Exemplars that resemble the former two are left out.
    """
    exemplars = _rehearsal(bundle)
    if sources.dev is not None:
        _check_dev(sources.train, sources.dev, bundle)
        return *_beside(sources.train, exemplars, sources.dev), True
    before = parted(sources.train.texts, bundle.provenance.get("held_out", ()))
    if before is not None:
        learned, held = before
        new = [row for row in learned if sources.train.intents[row] not in bundle.labels["intent"]]
        if new:
            _, drawn = split(rows_of(sources.train, new), config.dev_share, config.seed)
            held = np.r_[held, np.array(new)[drawn]]
            learned = np.setdiff1d(learned, held)
        return *_beside(rows_of(sources.train, learned), exemplars, rows_of(sources.train, held)), True
    data, rehearsed = _together(sources.train, exemplars)
    return data, rehearsed, *split(data, max(config.dev_share, 0.15), config.seed), False


def rows_of(data: Labelled, rows: Iterable[int]) -> Labelled:
    chosen = list(rows)
    return Labelled([data.texts[row] for row in chosen], [data.intents[row] for row in chosen])


def _check_dev(train: Labelled, dev: Labelled, bundle: Bundle) -> None:
    check_no_leak(train.texts, dev.texts)
    unknown = sorted(set(dev.intents) - set(train.intents) - set(bundle.labels["intent"]))
    if unknown:
        raise DistillationError(
            f"the dev part has intents that neither the training part nor the student knows: {', '.join(unknown)}; add examples"
        )


def _beside(
    train: Labelled, exemplars: Labelled, dev: Labelled
) -> tuple[Labelled, np.ndarray, np.ndarray, np.ndarray]:
    family = families([*exemplars.texts, *dev.texts])
    theirs = set(family[len(exemplars.texts) :])
    apart = [row for row, name in enumerate(family[: len(exemplars.texts)]) if name not in theirs]
    data, rehearsed = _together(train, rows_of(exemplars, apart))
    size = len(data.texts)
    whole = Labelled([*data.texts, *dev.texts], [*data.intents, *dev.intents])
    return whole, rehearsed, np.arange(size), np.arange(size, len(whole.texts))


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
