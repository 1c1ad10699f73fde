"""Run cards: what a training came to, as JSON beside the code, so that a table is drawn without training anything again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evaluation.errors import EvaluationError


def carded(file: Path, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The card in this file; made and written where there is none. Raises EvaluationError for a card that cannot be read."""
    if file.is_file():
        try:
            return dict(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise EvaluationError(
                f"{file}: expected a run card, found that {error}; delete it to measure anew"
            ) from error
    card = make()
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    unfinished.write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(file)
    return card
