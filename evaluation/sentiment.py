"""How well a bundle knows the sentiment of texts that it was not trained on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from distillation.corpora import SENTIMENTS
from evaluation.errors import EvaluationError, FormatError
from evaluation.intent import open_bundle
from evaluation.intent_metrics import Guess, Row, figures
from evaluation.table import table

HEAD = "sentiment"


def evaluate(bundle_folder: Path, tests: Iterable[Path]) -> dict[str, Any]:
    """accuracy, macro_f1 over the gold labels, by_language, a table by label and confusions.

    Raises EvaluationError where the bundle cannot be used or has no sentiment head, or a file has not the form.
    """
    labelled = read_sentiments(tests)
    bundle, model = open_bundle(bundle_folder)
    if HEAD not in bundle.labels:
        raise EvaluationError(
            f"expected a bundle with a sentiment head in {bundle_folder}, found the heads "
            f"{', '.join(bundle.labels)}; distil it again with sentiment examples"
        )
    return judge(lambda text: model.predict(text).sentiment[0][0], labelled)


def judge(predict: Callable[[str], str], labelled: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The figures of what `predict` says of each (text, sentiment)."""
    rows = [Row(text, gold, Guess(predict(text), 1.0, 0.0, False)) for text, gold in labelled]
    found = figures(rows)
    wanted = ("accuracy", "macro_f1", "examples", "by_language", "confusions")
    return {**{key: found[key] for key in wanted}, "sentiments": found["intents"]}


def read_sentiments(files: Iterable[Path]) -> list[tuple[str, str]]:
    """The (text, sentiment) rows of JSONL files. Raises FormatError naming file and line."""
    rows = [row for file in files for row in _rows(file)]
    if not rows:
        raise FormatError("expected at least one test row, found none; give JSONL files with --test")
    return rows


def _rows(file: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise FormatError(f"expected JSON lines in UTF-8 in {file}: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            text, sentiment = record["text"], record["sentiment"]
        except (ValueError, KeyError, TypeError):
            text = sentiment = None
        if not isinstance(text, str) or sentiment not in SENTIMENTS:
            raise FormatError(
                f'{file}, line {number}: expected {{"text": …, "sentiment": "{"|".join(SENTIMENTS)}"}}, '
                f"found {line[:80]!r}"
            )
        yield text, sentiment


def report(results: Mapping[str, Any]) -> str:
    """The figures for people: percent."""
    overall = [("all", results), *results["by_language"].items()]
    return "\n\n".join(
        [
            table(
                ["language", "rows", "accuracy, %", "macro-F1, %"],
                [(name, r["examples"], 100 * r["accuracy"], 100 * r["macro_f1"]) for name, r in overall],
            ),
            table(
                ["sentiment", "rows", "precision, %", "recall, %", "F1, %"],
                [
                    (name, r["examples"], 100 * r["precision"], 100 * r["recall"], 100 * r["f1"])
                    for name, r in results["sentiments"].items()
                ],
            ),
            table(
                ["true sentiment", "taken for", "times"],
                [(c["intent"], c["taken_for"], c["count"]) for c in results["confusions"]],
            ),
        ]
    )
