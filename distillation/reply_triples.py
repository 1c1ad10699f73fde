"""Triples of question, context and reply, whose facts are placeholders; see data/corpora/README.md, "Replies"."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distillation.errors import DistillationError
from distillation.languages import language_of
from networks.reply_context import ReplyContext

_PLACEHOLDER = re.compile(r"\{(F\d+)\}")
NAMED = ("product", "name")  # kinds that a catalogue knows; the others are found by pattern


@dataclass(frozen=True)
class Triple:
    """One question with what the shop's passages say and how a good assistant replies. Facts: placeholder → (kind, value)."""

    family: str
    kind: str
    context: ReplyContext
    reply: str
    facts: Mapping[str, tuple[str, str]]

    @property
    def language(self) -> str:
        """en or zh: the reply's."""
        return self.context.language

    def filled(self, values: Mapping[str, str] | None = None) -> Triple:
        """With values in the place of the placeholders: these, or the examples that the triple came with."""
        known = values if values is not None else {name: value for name, (_, value) in self.facts.items()}

        def fill(text: str) -> str:
            return _PLACEHOLDER.sub(lambda match: known[match[1]], text)

        context = replace(
            self.context,
            question=fill(self.context.question),
            passages=tuple(map(fill, self.context.passages)),
            history=tuple(map(fill, self.context.history)),
        )
        facts = {name: (kind, known[name]) for name, (kind, _) in self.facts.items()}
        return replace(self, context=context, reply=fill(self.reply), facts=facts)

    def names(self) -> list[str]:
        """The facts that only a catalogue could tell."""
        return [value for kind, value in self.facts.values() if kind in NAMED]


def read_triples(files: Iterable[Path]) -> list[Triple]:
    """Reads JSON lines. Raises DistillationError where one is not a triple."""
    triples = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise DistillationError(
                f"expected triples in {file}, found that {error}; name another file"
            ) from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                triples.append(_triple(line, f"{file}:{number}"))
    if not triples:
        raise DistillationError(
            "expected triples of question, context and reply, found none; name their files"
        )
    return triples


def _triple(line: str, where: str) -> Triple:
    try:
        row: dict[str, Any] = json.loads(line)
        facts = {name: (str(fact["kind"]), str(fact["value"])) for name, fact in row["facts"].items()}
        context = ReplyContext(
            language=language_of(row["reply"]),
            question=row["question"],
            passages=tuple(row["passages"]),
            history=tuple(row["history"]),
        )
        triple = Triple(row["family"], row["kind"], context, row["reply"], facts)
        triple.filled()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DistillationError(
            f"{where}: expected family, kind, history, question, passages, facts and reply, found that "
            f"{type(error).__name__} {error} is wrong"
        ) from None
    return triple


def split_families(triples: Sequence[Triple], share: float, seed: int) -> tuple[list[Triple], list[Triple]]:
    """Those to train on and those to choose on; no family is in both, in either language."""
    families = sorted({triple.family for triple in triples})
    random.Random(seed).shuffle(families)
    held = set(families[: round(share * len(families))])
    return [t for t in triples if t.family not in held], [t for t in triples if t.family in held]
