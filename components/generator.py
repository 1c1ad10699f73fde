"""The generator that a model serves: its settings, how it is opened, and who may use it when."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol

from rasa.shared.exceptions import InvalidConfigException

from networks.reply_context import ReplyContext
from retrieval.answers import Generator, Quotes

logger = logging.getLogger(__name__)

_LONGEST_DEADLINE_S = 5.0  # for one reply; Rasa's lock on a conversation lives 60 s


class CatalogueGenerator(Generator, Protocol):
    """A generator that copies names as a whole, once it knows them."""

    def with_names(self, names: Iterable[str]) -> CatalogueGenerator:
        """The same generator for another catalogue: its products, brands and coupons, in both languages."""


@dataclass(frozen=True)
class Settings:
    """Raises InvalidConfigException for what cannot be meant."""

    bundle: str | None  # folder of the generator; None: quote, ask back, offer a person
    device: str
    deadline_s: float  # for generating one reply
    patience_s: float  # to wait while others' replies are generated
    quote_answer: float  # these as in Quotes
    quote_alike: float
    quote_sure: float
    quote_either: float
    quote_talk: float
    quote_doubtful_talk: float

    def __post_init__(self) -> None:
        for name in ("deadline_s", "patience_s"):
            value = getattr(self, name)
            if (
                isinstance(value, bool)
                or not isinstance(value, (int, float))
                or not 0 < value <= _LONGEST_DEADLINE_S
            ):
                raise InvalidConfigException(
                    f"GenerativeFallbackPolicy: {name}: expected seconds above 0 and at most {_LONGEST_DEADLINE_S:g}, "
                    f"found {value!r}; correct config.yml."
                )
        if self.bundle is not None and (not isinstance(self.bundle, str) or not self.bundle):
            raise InvalidConfigException(
                f"GenerativeFallbackPolicy: bundle: expected a folder or null, found {self.bundle!r}."
            )
        try:
            self.quotes()
        except (TypeError, ValueError) as error:
            raise InvalidConfigException(
                f"GenerativeFallbackPolicy: quote_…: {error}; correct config.yml."
            ) from error

    @classmethod
    def chosen(cls, config: dict[str, Any]) -> Settings:
        """The settings among a component's configuration."""
        return cls(**{field.name: config[field.name] for field in fields(cls)})

    def quotes(self) -> Quotes:
        return Quotes(
            self.quote_answer,
            self.quote_alike,
            self.quote_sure,
            self.quote_either,
            self.quote_talk,
            self.quote_doubtful_talk,
        )


def open_configured(settings: Settings) -> CatalogueGenerator | None:
    """The generator, or None where there is none to open; then the log says why and what is done instead."""
    if settings.bundle is None:
        return None
    try:
        from networks.reply import open_generator

        return open_generator(Path(settings.bundle), settings.device)
    except Exception as error:  # a broken bundle must not stop the shop: whatever libraries raise for one
        logger.warning(
            "No replies are generated: expected a generator in %s, found none that runs (%s). Questions without a rule are "
            "quoted an answer, asked back or offered a person. Restore the bundle, or set `bundle: null`.",
            settings.bundle,
            error,
        )
        return None


class InTurn:
    """A generator that one thread uses at a time, and whose deadline counts from when it is one's turn.

    On a shop's small machine two replies at once would both come too late, and take the cores from everybody else.
    """

    def __init__(self, generator: Generator | None, writing: threading.Lock, settings: Settings) -> None:
        self._generator = generator
        self._writing = writing
        self._settings = settings

    def reply(self, context: ReplyContext, deadline: float) -> str | None:
        patience = min(self._settings.patience_s, max(deadline - time.monotonic(), 0.0))
        if self._generator is None or not self._writing.acquire(timeout=patience):
            return None
        try:
            return self._generator.reply(context, min(deadline, time.monotonic() + self._settings.deadline_s))
        finally:
            self._writing.release()
