"""Answers what no rule answers: quotes the shop, has a reply generated, or leaves it to asking back and to people."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from rasa.core.constants import POLICY_PRIORITY
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

from components.open_question import OpenQuestion, open_question
from components.passage_retriever import PassageRetriever
from components.turn_preparation import prepare_turns
from retrieval.answers import Answer, Generator, Quotes, answer
from retrieval.guard import Guard

logger = logging.getLogger(__name__)

REPLY, ASIDE = (
    "reply",
    "aside",
)  # slots: what is said outside of a form, and what the form says before it asks again
RESPONSES = {
    "quoted": "utter_reply",
    "generated": "utter_reply",
    "refused": "utter_stay_with_rules",
    "calm": "utter_stay_calm",
}
_WORKERS = (
    4  # questions answered at once; of these one generates, the others wait for it or are quoted something
)
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
    quote_similarity: float
    quote_words: float

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

    def quotes(self) -> Quotes:
        return Quotes(self.quote_similarity, self.quote_words)


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


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class GenerativeFallbackPolicy(Policy):
    """In a turn with an open question: the answer, if there is one worth saying; in all other turns no opinion.

    The answer is worked out before the policies are asked, in a thread (`prepare`), so that other customers are served
    meanwhile; the prediction itself only picks it up. Without an answer the rules go on as if this policy were not
    there: they ask back, and after the second miss offer a person.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Priority above RulePolicy's 4 and below OutagePolicy's 100; for the rest see Settings."""
        return {
            POLICY_PRIORITY: 50,
            "bundle": None,
            "device": "auto",
            "deadline_s": 0.4,
            "patience_s": 1.0,
            "quote_similarity": Quotes.similarity,
            "quote_words": Quotes.words,
        }

    @staticmethod
    def supported_data() -> SupportedData:
        """Sees every turn, those of rules too."""
        return SupportedData.ML_AND_RULE_DATA

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        generator: CatalogueGenerator | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, **kwargs)
        self.settings = _settings(config)
        self.counts: Counter[str] = Counter()  # resorts, failures and the guard's reasons since the start
        self._generator = generator
        self._writing, self._naming = threading.Lock(), threading.Lock()
        self._names: tuple[str, ...] = ()
        self._threads = ThreadPoolExecutor(_WORKERS, thread_name_prefix="fallback")
        self._prepared: dict[str, tuple[UserUttered, OpenQuestion, Answer]] = {}

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GenerativeFallbackPolicy:
        """Opens the generator and has Rasa prepare every turn of the process that serves this model."""
        generator = open_configured(_settings(config))
        policy = cls(config, model_storage, resource, execution_context, generator)
        prepare_turns(policy)
        return policy

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Learns nothing. Raises InvalidConfigException where the domain lacks a response or a slot."""
        missing = sorted({*RESPONSES.values()} - set(domain.responses))
        missing += sorted({REPLY, ASIDE} - {slot.name for slot in domain.slots})
        if missing:
            raise InvalidConfigException(
                f"GenerativeFallbackPolicy expects {', '.join(missing)} in the domain, found none. Add it there."
            )
        with self._model_storage.write_to(self._resource):
            return self._resource

    async def prepare(self, tracker: DialogueStateTracker) -> None:
        """Works the answer out, where the turn has an open question; the event loop is free meanwhile."""
        try:
            question = open_question(tracker)
            if question is None or not isinstance(tracker.latest_message, UserUttered):
                return
            found = await asyncio.get_running_loop().run_in_executor(self._threads, self.answer, question)
            self._prepared[tracker.sender_id] = (tracker.latest_message, question, found)
        except Exception as error:  # the turn goes on with the other resorts
            self.counts["failed"] += 1
            logger.error("A question without a rule could not be looked into: %s.", type(error).__name__)

    def forget(self, tracker: DialogueStateTracker) -> None:
        """An answer belongs to its turn."""
        self._prepared.pop(tracker.sender_id, None)

    def answer(self, question: OpenQuestion) -> Answer:
        """Goes through the resorts; blocks for `patience_s` and `deadline_s` at most. Counts what came of it."""
        names = PassageRetriever.names()
        guard = Guard(names)
        self._learn(names)
        generator = _InTurn(self._generator, self._writing, self.settings) if question.may_generate else None
        made = answer(
            question.context,
            question.found,
            generator if self._generator is not None else None,
            guard,
            self.settings.quotes(),
            self.settings.patience_s + self.settings.deadline_s,
        )
        if not question.may_generate and made.failure == "no_generator":
            made = replace(made, failure="unsure_what_is_meant")
        self.counts.update([made.resort, *made.reasons, *([made.failure] if made.failure else [])])
        logger.info(
            "A question without a rule: %s in %.0f ms%s%s.",
            made.resort,
            1000 * made.took_s,
            f", {made.failure}" if made.failure else "",
            f" ({', '.join(made.reasons)})" if made.reasons else "",
        )
        return made

    def _learn(self, names: tuple[str, ...]) -> None:
        """Lets the generator know the catalogue's names, which it copies as a whole; they are there after the start."""
        with self._naming:
            if self._generator is not None and names != self._names:
                self._generator, self._names = self._generator.with_names(names), names

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """All zeros, unless this turn has an answer that is not said yet; after it, listening.

        These are "no user" predictions, as RulePolicy's for an active form are: else those would overrule them.
        """
        if tracker.latest_action_name in RESPONSES.values() and tracker.model_id is not None:
            return self._prediction(
                confidence_scores_for(ACTION_LISTEN_NAME, 1.0, domain), is_no_user_prediction=True
            )
        prepared = self._prepared.pop(tracker.sender_id, None)
        if (
            prepared is None
            or prepared[0] is not tracker.latest_message
            or tracker.latest_action_name != ACTION_LISTEN_NAME
        ):
            return self._prediction(self._default_predictions(domain))
        _, question, made = prepared
        response = RESPONSES.get(made.resort)
        if response is None:
            return self._prediction(self._default_predictions(domain))
        if tracker.active_loop_name:
            aside = {"question": question.context.question, "response": response, "reply": made.text}
            events, action = [SlotSet(ASIDE, aside)], tracker.active_loop_name
        else:
            events, action = ([SlotSet(REPLY, made.text)] if made.text else []), response
        return self._prediction(
            confidence_scores_for(action, 1.0, domain), optional_events=events, is_no_user_prediction=True
        )


class _InTurn:
    """A generator that one thread uses at a time, and whose deadline counts from when it is one's turn.

    On a shop's small machine two replies at once would both come too late, and take the cores from everybody else.
    """

    def __init__(self, generator: Generator | None, writing: threading.Lock, settings: Settings) -> None:
        self._generator = generator
        self._writing = writing
        self._settings = settings

    def reply(self, context: Any, deadline: float) -> str | None:
        patience = min(self._settings.patience_s, max(deadline - time.monotonic(), 0.0))
        if self._generator is None or not self._writing.acquire(timeout=patience):
            return None
        try:
            return self._generator.reply(context, min(deadline, time.monotonic() + self._settings.deadline_s))
        finally:
            self._writing.release()


def _settings(config: dict[str, Any]) -> Settings:
    return Settings(**{name: config[name] for name in Settings.__dataclass_fields__})
