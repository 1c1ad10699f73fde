"""The parts of the reply recipe, one by one: a student for each variant, measured on the held-out families.

Teachers are kept and shared by the variants that do not change them; a variant whose bundle is there already costs nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from distillation.errors import DistillationError
from distillation.recipe import configured
from distillation.reply import ReplyConfig, ReplySources, distil_reply
from evaluation.errors import EvaluationError
from evaluation.reply import LANGUAGES, student_figures
from evaluation.table import table
from networks.bundle import MANIFEST, TOKENIZER


@dataclass(frozen=True)
class Variant:
    """One line of the table: what differs from the recipe, and whether its teachers do, too."""

    name: str
    recipe: dict[str, Any] = field(default_factory=dict)
    own_teachers: bool = False


def _weights(**given: float) -> dict[str, Any]:
    named = {"hard": 1.0, "soft": 0.0, "hidden": 0.0, "attention": 0.0} | given
    return {"learning": {"weights": {name: {"start": value, "end": value} for name, value in named.items()}}}


VARIANTS = (
    Variant("the recipe"),
    Variant("no teacher", {"teachers": 0}),
    Variant("soft labels alone", {**_weights(hard=0.3, soft=0.7), "own_replies": 0}),
    Variant("soft labels, hidden states", {**_weights(hard=0.3, soft=0.7, hidden=0.5), "own_replies": 0}),
    Variant(
        "soft labels, hidden states, attention",
        {**_weights(hard=0.3, soft=0.7, hidden=0.5, attention=0.5), "own_replies": 0},
    ),
    Variant("teachers' own replies alone", _weights()),
    Variant("two fused teachers", {"teachers": 2}),
    Variant("no markers", {"drawing": {"markers": False}}, own_teachers=True),
    Variant("no embeddings from e5", {"warm_start": False}, own_teachers=True),
    Variant("nothing read before", {"reading": {"examples": 0}, "student_reading": 0}, own_teachers=True),
)


def ablation(
    sources: ReplySources, base: ReplyConfig, kept: Path, tests: Sequence[Path], only: Sequence[str] = (),
    tell: Callable[[str], None] = lambda line: None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Name and figures by language of every variant (or of those whose name contains one of `only`). Raises EvaluationError."""
    chosen = [each for each in VARIANTS if not only or any(part in each.name for part in only)]
    if not chosen:
        raise EvaluationError(
            f"expected some of {', '.join(v.name for v in VARIANTS)}, found none of them in {list(only)}"
        )
    rows = []
    for variant in chosen:
        name = variant.name.replace(" ", "-").replace(",", "").replace("'", "")
        bundle = kept / "bundles" / name
        if not (bundle / MANIFEST).is_file():
            tell(f"{variant.name}: training …")
            run = kept / (name if variant.own_teachers else "shared")
            _share_vocabulary(kept / "shared", run)
            try:
                distil_reply(sources, bundle, configured(base, variant.recipe, variant.name), run)
            except DistillationError as error:
                raise EvaluationError(f"{variant.name}: {error}") from error
        rows.append({"variant": variant.name, "languages": student_figures(bundle, tests)})
    return rows


def _share_vocabulary(shared: Path, run: Path) -> None:
    """One vocabulary for all variants, as soon as there is one."""
    if (shared / TOKENIZER).is_file() and not (run / TOKENIZER).is_file():
        run.mkdir(parents=True, exist_ok=True)
        shutil.copy(shared / TOKENIZER, run / TOKENIZER)


def report(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table for people."""
    keys = ("chrf", "rouge_l", "perplexity")
    head = ["variant", *(f"{key} {language}" for language in LANGUAGES for key in keys)]
    return table(
        head,
        [
            [row["variant"], *(row["languages"][language][key] for language in LANGUAGES for key in keys)]
            for row in rows
        ],
    )
