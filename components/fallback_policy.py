"""Answers what no rule answers: quotes the shop, has a reply generated, or leaves it to asking back and to people."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

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

from components.displeasure import SPOKEN, spoken_to_displeased
from components.generator import CatalogueGenerator, InTurn, Settings, open_configured
from components.open_question import OpenQuestion, open_question
from components.passage_retriever import PassageRetriever
from components.turn_preparation import prepare_turns
from retrieval.answers import Answer, Quotes, answer
from retrieval.guard import Guard
from values.other_languages import other_language

logger = logging.getLogger(__name__)

ASK_BACK, FORM = "action_ask_back", "task_form"
# Slots: what is said as it is, and what an action says before it does what it has to.
REPLY, ASIDE = "reply", "aside"
# Key of a message's parse data, for whoever reads Rasa's events (channels/turn_events.py).
FALLBACK = "fallback"
RESPONSES = {
    "quoted": "utter_reply",
    "quoted_two": "utter_reply_two",
    "generated": "utter_reply",
    "refused": "utter_stay_with_rules",
    "calm": "utter_stay_calm",
}
_NEVER = 2.0  # no probabilities add up to this
_WORKERS = (
    4  # questions answered at once; of these one generates, the others wait for it or are quoted something
)


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
            "quote_answer": Quotes.answer,
            "quote_alike": Quotes.alike,
            "quote_sure": Quotes.sure,
            "quote_either": Quotes.either,
            "quote_talk": Quotes.talk,
            "quote_doubtful_talk": Quotes.doubtful_talk,
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
        self.settings = Settings.chosen(config)
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
        generator = open_configured(Settings.chosen(config))
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
            tracker.latest_message.parse_data[FALLBACK] = _kept(found)
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
        generator = InTurn(self._generator, self._writing, self.settings) if question.may_generate else None
        made = answer(
            question.context,
            question.found,
            generator if self._generator is not None else None,
            guard,
            self._quotes(question),
            self.settings.patience_s + self.settings.deadline_s,
            question.is_talk,
            question.is_sure,
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

    def _quotes(self, question: OpenQuestion) -> Quotes:
        """Two texts at once only where nobody knows better: the action server may know what an order spoken of, or goods in view, tell."""
        quotes = self.settings.quotes()
        return replace(quotes, either=_NEVER) if question.is_known else quotes

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
        if tracker.latest_action_name != ACTION_LISTEN_NAME:
            return self._prediction(self._default_predictions(domain))
        if prepared is None or prepared[0] is not tracker.latest_message:
            return self._rules_or_person(tracker, domain)
        _, question, made = prepared
        response = RESPONSES.get(made.resort)
        if question.is_beside and made.resort != "quoted":  # then the task alone
            return self._rules_or_person(tracker, domain)
        if response is None:
            if question.is_known and not tracker.active_loop_name:
                return self._prediction(
                    confidence_scores_for(ASK_BACK, 1.0, domain), is_no_user_prediction=True
                )
            return self._rules_or_person(tracker, domain)
        action = tracker.active_loop_name or _through(question)
        if action is not None:
            aside = {
                "question": question.context.question,
                "response": response,
                "reply": made.text,
                **({"is_beside": True} if question.is_beside else {}),
            }
            events = [SlotSet(ASIDE, aside)]
        else:
            events, action = ([SlotSet(REPLY, made.text)] if made.text else []), response
        return self._prediction(
            confidence_scores_for(action, 1.0, domain), optional_events=events, is_no_user_prediction=True
        )

    def _rules_or_person(self, tracker: DialogueStateTracker, domain: Domain) -> PolicyPrediction:
        """Nothing of this policy's own to say: the rules speak, to a displeased customer through the action server."""
        if is_in_other_language(tracker):  # the action server says which languages are spoken
            return self._prediction(confidence_scores_for(ASK_BACK, 1.0, domain), is_no_user_prediction=True)
        response = spoken_to_displeased(tracker)
        if response is None:
            return self._prediction(self._default_predictions(domain))
        aside = {
            "question": (tracker.latest_message or UserUttered()).text,
            "response": response,
            "reply": "",
        }
        return self._prediction(
            confidence_scores_for(ASK_BACK, 1.0, domain),
            optional_events=[SlotSet(ASIDE, aside)],
            is_no_user_prediction=True,
        )


def is_in_other_language(tracker: DialogueStateTracker) -> bool:
    """Whether a message, outside of any task, that a rule would answer by a response alone is in a language that is not spoken."""
    message = tracker.latest_message
    if not isinstance(message, UserUttered) or tracker.model_id is None or tracker.active_loop_name:
        return False
    return (message.intent or {}).get("name") in SPOKEN and other_language(message.text or "") is not None


def _through(question: OpenQuestion) -> str | None:
    """Which action of the server says the answer; None: Rasa itself does."""
    if question.is_beside:
        return FORM
    return ASK_BACK if question.is_negative or question.is_known else None


def _kept(found: Answer) -> dict[str, Any]:
    """By names alone: the resort, and why no generated reply is said. A failure may name an exception; that is left out."""
    failure = found.failure.partition(":")[0]
    return {"resort": found.resort, "unsaid": list(found.reasons or ([failure] if failure else []))}
