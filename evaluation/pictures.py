"""Pictures on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evaluation.errors import EvaluationError


def write_picture(figure: Any, file: Path) -> None:
    """Writes matplotlib's figure, its kind by the file's ending, and closes it. Raises EvaluationError where it cannot."""
    from matplotlib import pyplot

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, dpi=120, bbox_inches="tight")
    except (OSError, ValueError) as error:
        raise EvaluationError(f"the plot cannot be written to {file}: {error}") from error
    finally:
        pyplot.close(figure)
