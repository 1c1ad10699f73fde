"""The report as one HTML page that asks nobody for anything: no script, no outside request, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import plots, words
from reports.figures import Figures
from reports.misunderstood import Group
from shop.domain.personal_data import mask, mask_names
from shop.domain.turn import RESORTS

TEMPLATES = Path(__file__).parent / "templates"
GROUPS_MOST, MESSAGES_MOST, COMMENTS_MOST = 100, 8, 100  # shown


@dataclass(frozen=True)
class Report:
    """All that the page tells. `end` is the first moment after the period; `names` are masked in comments."""

    figures: Figures
    groups: Sequence[Group]
    start: datetime
    end: datetime
    made_at: datetime
    names: Collection[str] = ()
    by_letters: bool = False  # the groups were made without the student


def render(report: Report, language: str = "en") -> str:
    """The page in `language` (en, zh)."""
    jinja = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    t = words.words_of(language)
    facts: dict[str, Any] = {
        "t": t,
        "language": language,
        "style": Markup(style),  # ours, and allowed by its hash alone
        "policy": f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        "f": report.figures,
        "report": report,
        "last_day": (report.end - timedelta(microseconds=1)).date(),
        "groups": report.groups[:GROUPS_MOST],
        "more_groups": max(0, len(report.groups) - GROUPS_MOST),
        "messages_most": MESSAGES_MOST,
        "comments": _comments(report),
        "label": lambda table, code: words.label(getattr(words, table), code, language),
        "language_rows": [(t(code), count) for code, count in report.figures.languages.most_common()],
        "percent": _percent,
        "resorts": sorted(report.figures.by_resort, key=_best_first),
        "pictures": _pictures(report.figures, language) if report.figures.turns else {},
    }
    return jinja.get_template("report.html").render(facts)


def _comments(report: Report) -> list[dict[str, Any]]:
    return [
        {"task": each.task, "rating": each.rating, "text": mask_names(mask(each.text), report.names)}
        for each in report.figures.comments[:COMMENTS_MOST]
    ]


def _best_first(resort: str) -> int:
    return RESORTS.index(resort) if resort in RESORTS else len(RESORTS)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _pictures(figures: Figures, language: str) -> dict[str, str]:
    t = words.words_of(language)
    found = {
        "days": plots.days(
            [day.isoformat()[5:] for day, _, _ in figures.by_day],
            [visits for _, visits, _ in figures.by_day],
            [turns for _, _, turns in figures.by_day],
            (t("visits"), t("turns")),
        )
    }
    counted: dict[str, list[tuple[str, int]]] = {
        "languages": [(t(name), count) for name, count in figures.languages.most_common()],
        "intents": [(intent.name, intent.count) for intent in figures.intents],
        "fallbacks": [
            (words.label(words.FALLBACKS, code, language), count)
            for code, count in figures.fallbacks.most_common()
        ],
        "resorts": [
            (words.label(words.RESORTS, code, language), count)
            for code, count in figures.by_resort.most_common()
        ],
        "handoffs": [
            (words.label(words.HANDOFFS, code, language), count)
            for code, count in figures.handoffs.most_common()
        ],
        "tasks": [(f"{task.name}: {_percent(task.done_share)}", task.begun) for task in figures.tasks],
        "ratings": [("★" * star, figures.stars[star]) for star in range(5, 0, -1)] if figures.stars else [],
    }
    for name, rows in counted.items():
        if rows:
            found[name] = plots.bars([label for label, _ in rows], [count for _, count in rows])
    if figures.response_ms:
        found["response"] = plots.times(figures.response_ms)
    return found
