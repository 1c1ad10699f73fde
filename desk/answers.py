"""Answers to the customer's last message, each with the guard's verdict: generated, and quoted from the shop's texts.

The same generator and the same guard as in the assistant (retrieval/answers.py). There a reply that the guard rejects is
never said; here a person reads it together with the verdict, and decides.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from desk.search import PassageSearch
from desk.suggestions import GENERATED, Suggestion
from networks.bundle import BundleError
from networks.reply import open_generator
from networks.reply_context import ReplyContext
from retrieval.answers import Generator, draft
from retrieval.guard import Guard

log = logging.getLogger(__name__)

QUOTED = 2  # suggestions
DEADLINE_S = 1.0  # for one reply: an agent waits longer than a customer


class CatalogueGenerator(Generator, Protocol):
    """A generator that copies names as a whole, once it knows them."""

    def with_names(self, names: Iterable[str]) -> CatalogueGenerator:
        """The same generator for another catalogue."""


class Answers:
    """Without a generator it quotes alone. Safe to share between threads; one of them generates at a time."""

    def __init__(self, search: PassageSearch, generator: CatalogueGenerator | None = None) -> None:
        self._search, self._generator = search, generator
        self._names: tuple[str, ...] = ()
        self._writing = threading.Lock()

    def find(self, asked: ReplyContext) -> list[Suggestion]:
        """For the question of `asked`, whose passages are looked up here; the generated one first. Raises Unavailable."""
        if not asked.question.strip():
            return []
        found = [each.passage for each in self._search.find(asked.question, asked.language)]
        context = replace(asked, passages=tuple(each.text for each in found))
        names = self._search.names()
        guard = Guard(names)
        quoted = [Suggestion(each.text, each.id, guard.check(each.text, context)) for each in found[:QUOTED]]
        return [*self._generated(context, guard, names), *quoted]

    def _generated(self, context: ReplyContext, guard: Guard, names: tuple[str, ...]) -> list[Suggestion]:
        if self._generator is None:
            return []
        with self._writing:
            if names != self._names:
                self._generator, self._names = self._generator.with_names(names), names
            made = draft(context, self._generator, guard, time.monotonic() + DEADLINE_S)
        if made.failure:
            log.info("No reply is generated for the desk: %s.", made.failure)
        return [Suggestion(made.text, GENERATED, made.verdict)] if made.text else []


def open_configured(folder: Path | None) -> CatalogueGenerator | None:
    """The generator of a bundle, on the CPU; None, and a line in the log, where there is none that runs."""
    if folder is None:
        return None
    try:
        return open_generator(folder, "cpu")
    except (BundleError, OSError) as error:
        log.warning(
            "Answers are quoted alone: expected a generator in %s, found none that runs (%s). Restore the bundle, or "
            "name another one by DESK_GENERATOR.",
            folder,
            error,
        )
        return None
