"""A sheet of replies for people to read: question, passages, teacher, student, and what the guard says."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from evaluation.errors import EvaluationError
from evaluation.reply import LANGUAGES, STUDENT, TEACHER, Said

MARK = "<!-- Below: written by `python -m evaluation reply --sheet`; do not edit. -->"
_TITLES = {"en": "English", "zh": "Chinese"}


def write_sheet(file: Path, said: Mapping[str, Sequence[Said]], count: int = 100, seed: int = 1) -> None:
    """Replaces all that follows MARK in the file by a sheet of `count` random questions a language. Raises EvaluationError."""
    try:
        head, mark, _ = file.read_text(encoding="utf-8").partition(MARK)
        if not mark:
            raise EvaluationError(
                f"expected the line {MARK} in {file}, found none; put it where the sheet shall begin"
            )
        parts = [sheet(said, language, count, seed) for language in LANGUAGES]
        file.write_text(head + MARK + "\n\n" + "\n\n".join(parts) + "\n", encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"the sheet cannot be written to {file}: {error}") from error


def sheet(said: Mapping[str, Sequence[Said]], language: str, count: int, seed: int) -> str:
    """One language's questions, in Markdown."""
    rows = [at for at, each in enumerate(said[STUDENT]) if each.triple.language == language]
    chosen = sorted(random.Random(seed).sample(rows, min(count, len(rows))))
    lines = [f"## Sheet: {_TITLES[language]}"]
    for number, at in enumerate(chosen, 1):
        student = said[STUDENT][at]
        context = student.triple.context
        lines += ["", f"**{number}. {_plain(context.question)}** ({student.triple.kind})", ""]
        lines += [f"- before: {_plain(line)}" for line in context.history]
        lines += [f"- passage: {_plain(text)}" for text in context.passages]
        if TEACHER in said:
            lines.append(f"- teacher: {_plain(said[TEACHER][at].answer.text)}")
        verdict = ", ".join(student.reasons) or "passes"
        lines.append(f"- **student: {_plain(student.answer.text) or '(none)'}** — guard: {verdict}")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    for character in "\\`*_{}[]<>#|":
        text = text.replace(character, "\\" + character)
    return " ".join(text.split())
