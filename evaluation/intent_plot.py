"""The most confused intents as a heat map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.intent_metrics import Row
from evaluation.pictures import write_picture

_MOST = 20  # intents shown
_LONGEST = 28  # characters of a label


def plot_confusions(rows: Sequence[Row], file: Path) -> None:
    """Writes the picture of in-scope rows (its kind by the file's ending). Raises EvaluationError where it cannot."""
    import matplotlib

    matplotlib.use("Agg")  # no window, so that it works without a display
    from matplotlib import pyplot

    names, counts, wanted = confused_most(rows)
    shown, font = legible(names)
    size = 4 + 0.34 * len(names)
    figure, axes = pyplot.subplots(figsize=(size + 1.5, size))
    shares = counts / wanted[:, None]
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            dark = shares[row, column] > 0.6
            axes.text(
                column, row, int(count), ha="center", va="center", fontsize=7, color="w" if dark else "k"
            )
    axes.set_xticks(range(len(names)), shown, rotation=60, ha="right", rotation_mode="anchor", family=font)
    axes.set_yticks(range(len(names)), shown, family=font)
    axes.set_xlabel("taken for")
    axes.set_ylabel("true intent")
    axes.set_title(f"The {len(names)} most confused intents (numbers: test rows)")
    figure.colorbar(image, ax=axes, label="share of the true intent's rows", fraction=0.046)
    write_picture(figure, file)


def confused_most(rows: Sequence[Row], most: int = _MOST) -> tuple[list[str], NDArray[Any], NDArray[Any]]:
    """The gold intents with the most wrong rows, given or taken; how often each (true, taken for) occurs among them,
    and how many rows each has in all."""
    wanted = Counter(row.gold for row in rows)
    wrong = Counter(name for row in rows if not row.correct for name in (row.gold, row.guess.intent))
    names = sorted(wanted, key=lambda name: (-wrong[name], name))[:most]
    at = {name: n for n, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), dtype=int)
    for row in rows:
        if row.gold in at and row.guess.intent in at:
            counts[at[row.gold], at[row.guess.intent]] += 1
    return names, counts, np.array([wanted[name] for name in names])


def legible(names: Sequence[str]) -> tuple[list[str], str]:
    """Labels and a font that has all their characters.

    Without such a font on this machine the characters that would be empty boxes are written as their code points.
    """
    from matplotlib import font_manager

    short = [name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…" for name in names]
    plain = [name.replace("$", r"\$") for name in short]  # else matplotlib would set formulas
    wanted = {ord(character) for name in short for character in name}
    default = font_manager.FontProperties().get_name()
    fonts = sorted(font_manager.fontManager.ttflist, key=lambda entry: entry.name != default)
    for entry in fonts if max(wanted, default=0) > 0x2FF else fonts[:1]:
        if wanted <= set(font_manager.get_font(entry.fname).get_charmap()):
            return plain, entry.name
    known = set(font_manager.get_font(fonts[0].fname).get_charmap())
    return ["".join(c if ord(c) in known else f"<{ord(c):X}>" for c in name) for name in plain], default
