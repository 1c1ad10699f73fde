"""Plots as SVG pictures that a page carries within itself, in the colours of a light or a dark screen."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Sequence
from typing import Any

# What matplotlib draws with, and what becomes of it: variables, which follow the reader's screen.
_INK, _BAR, _SECOND, _GRID = "#010101", "#020202", "#030303", "#040404"
_COLOURS = {_INK: "--ink", _BAR: "--bar", _SECOND: "--second", _GRID: "--grid"}
_STYLE = (
    "<style>svg{--ink:#1b2733;--bar:#1f6feb;--second:#b35900;--grid:#c9d1d9;font-family:system-ui,sans-serif}"
    "@media (prefers-color-scheme:dark){svg{--ink:#e6edf3;--bar:#79b8ff;--second:#ffb366;--grid:#3d444d}}</style>"
)
_LABEL_MOST = 40  # characters
BARS_MOST = 20
_BREADTH = 7.5  # inches


def bars(labels: Sequence[str], values: Sequence[float]) -> str:
    """Horizontal bars from the top, each with its number; a data: address. At most BARS_MOST of them."""
    shown, numbers = [_short(label) for label in labels[:BARS_MOST]], list(values[:BARS_MOST])
    figure, axes = _empty(0.3 + 0.28 * len(shown), left=0.15 + max(map(_width, shown)), bottom=0.1)
    places = range(len(shown))
    drawn = axes.barh(places, numbers, color=_BAR)
    axes.bar_label(drawn, labels=[f"{number:g}" for number in numbers], padding=3, color=_INK)
    axes.set_yticks(places, shown)
    axes.set_xticks([])
    axes.invert_yaxis()
    axes.margins(x=0.1)
    return _picture(figure)


def days(labels: Sequence[str], first: Sequence[int], second: Sequence[int], names: tuple[str, str]) -> str:
    """Two counts a day as lines; a data: address."""
    figure, axes = _empty(2.8, top=0.4)
    places = list(range(len(labels)))
    axes.plot(places, first, color=_BAR, marker="o", markersize=3, label=names[0])
    axes.plot(places, second, color=_SECOND, marker="s", markersize=3, label=names[1], linestyle="--")
    step = max(1, len(labels) // 8)
    axes.set_xticks(places[::step], labels[::step])
    axes.set_ylim(bottom=0)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="y", color=_GRID, linewidth=0.6)
    axes.legend(
        frameon=False, labelcolor=_INK, ncol=2, columnspacing=5, loc="lower left", bbox_to_anchor=(0, 0.98)
    )
    return _picture(figure)


def times(milliseconds: Sequence[int]) -> str:
    """How many answers took how long, on a logarithmic scale; a data: address."""
    import numpy as np

    figure, axes = _empty(2.6, bottom=0.55)
    least, most = max(1, min(milliseconds)), max(2, *milliseconds, min(milliseconds) + 1)
    axes.hist(np.maximum(milliseconds, 1), bins=np.geomspace(least, most, 25), color=_BAR)
    axes.set_xscale("log")
    axes.set_xlabel("ms", color=_INK)
    axes.grid(axis="y", color=_GRID, linewidth=0.6)
    return _picture(figure)


def _width(label: str) -> float:
    """Inches that a label takes at the most: matplotlib cannot measure what its own font lacks."""
    return sum(0.15 if ord(character) > 0x2E7F else 0.09 for character in label)


def _empty(height: float, *, left: float = 0.5, bottom: float = 0.35, top: float = 0.1) -> tuple[Any, Any]:
    """A figure of that height, without a window, and its axes within margins; all in inches."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_BREADTH, height))
    FigureCanvasSVG(figure)
    margins = {"left": left / _BREADTH, "right": 0.98, "bottom": bottom / height, "top": 1 - top / height}
    axes = figure.subplots(gridspec_kw=margins)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_GRID)
    axes.tick_params(colors=_INK, length=0)
    return figure, axes


def _picture(figure: Any) -> str:
    from matplotlib import rc_context

    written = io.StringIO()
    nothing = {"Creator": None, "Date": None, "Format": None, "Type": None}
    # Text stays text, drawn with the reader's fonts, which have Chinese where matplotlib's own has not.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "report"}), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figure.savefig(written, format="svg", transparent=True, metadata=nothing)
    svg = written.getvalue()
    for colour, variable in _COLOURS.items():
        svg = svg.replace(colour, f"var({variable})")
    begin = svg.index("<svg")
    inside = svg.index(">", begin) + 1
    svg = svg[begin:inside] + _STYLE + svg[inside:]
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _short(label: str) -> str:
    """Within the margin, and without what matplotlib would set as a formula."""
    cut = label if len(label) <= _LABEL_MOST else label[: _LABEL_MOST - 1] + "…"
    return cut.replace("$", r"\$")
