"""Marks messages that no rule may answer as open, and finds what the shop says about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, NamedTuple, Optional, get_args

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.language_detector import LANGUAGE
from components.open_messages import TEXT_INTENTS, is_open, may_ask_rules, may_wish_and_ask
from components.response_generator import conversation_language
from components.student import Student
from retrieval.answers import Quotes
from retrieval.index import Encode, Found
from retrieval.library import Library, shop_library, shop_wordings
from retrieval.passages import Kind, Passage
from retrieval.vectors import PackedVectors, read_vectors, save_vectors

OPEN = "open_question"  # key of a message's parse data, only where the message is one: the passages found
OPENED = "open_question_by"  # key, too: one of these
Opened = Literal[
    "no_rule", "rule", "wish"
]  # rule: a frequent question answers it better; wish: it begins a task besides
# Frequent questions that say how such a thing goes: no answer to who wants it done, or asks after their own points.
_OWN_MATTERS = {
    "membership": ("points_earn", "levels", "level_loss"),
    "delete_account": ("account_close", "data_deletion"),
    "promotion": ("coupon_find",),
    "track_order": ("order_status_words",),
}
# How near: stricter than for what no rule answers, since here a text of the shop stands in for it. Measured, docs/log.md.
_NEAR = Quotes(answer=0.85, alike=0.7, either=2.0)  # never two
_BESIDE = Quotes(
    answer=0.9, alike=0.75, sure=0.8, either=2.0
)  # stricter still: the wish may be all that is meant
_VECTORS = "vectors.npz"  # in the model
_BATCH = 32  # texts encoded at once in training
_FIRST_LOOK_S = 2.0
_EXACT_WORDS = 0.5  # share of a question's words that its answer's wordings have


class _Place(NamedTuple):
    storage: ModelStorage
    resource: Resource


def found_in(parse_data: dict[str, Any] | None) -> list[Found] | None:
    """What was found for a message, the best first, and after it the talk; None: the message is not open."""
    rows = (parse_data or {}).get(OPEN)
    if rows is None:
        return None
    return [
        Found(
            Passage(row["id"], _kind(row["id"]), row["language"], row["text"], _questions(row)),
            0.0,
            row["words"],
            row["similarity"],
            row["probability"],
        )
        for row in rows
    ]


def opened_by(parse_data: dict[str, Any] | None) -> Opened:
    """Why a message is open, for one that is."""
    told = (parse_data or {}).get(OPENED)
    return next((each for each in get_args(Opened) if each == told), "no_rule")


def _questions(row: dict[str, Any]) -> tuple[str, ...]:
    return (row["question"],) if row["question"] else ()


def _kind(id: str) -> Kind:
    before = id.partition(":")[0]
    return next((kind for kind in get_args(Kind) if kind == before), "product")


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True, model_from="DistilledEncoder"
)
class PassageRetriever(GraphComponent):
    """The last part of the pipeline. Costs nothing for a message that is not open, a look-up in memory for one that is.

    A message is open where the classifier was unsure or took it for small talk or for none of the shop's business;
    where it took it for something at less than `sure_from`, and the student says that it is about something else; and
    where it is nothing but an insult, an attempt to change the assistant's instructions, or a cry for help, whatever it was taken for.
    A question about the shop's rules is open, too, where a frequent question resembles it from `exact_from` on, or is near while
    no order is spoken of, for which the rules know more than the shop's texts. So is one that begins a task with a question ("when will
    the refund hit my bank"): there the answer stands beside the task. Of an open message it is also looked up what the shop says to such
    in conversation.
    """

    library: ClassVar[Library | None] = None  # of the model that this process serves

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How many passages are kept with a message (all of its later turns carry them), and see the class."""
        return {"limit": 4, "sure_from": 0.6, "exact_from": 0.96}

    def __init__(
        self,
        config: dict[str, Any],
        library: Library | None = None,
        packed: PackedVectors | None = None,
        place: _Place | None = None,
    ) -> None:
        """`packed`: the vectors of the shop's texts that were made in training; `place`: where training puts them."""
        self._limit, self._sure_from, self._exact_from = _checked(config)
        self._own = library
        self._packed = packed or PackedVectors()
        self._place = place

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PassageRetriever:
        """For training. Raises InvalidConfigException."""
        return cls(config, place=_Place(model_storage, resource))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PassageRetriever:
        """Reads nothing of the shop yet: that begins once a student is there to encode what has changed since training."""
        with model_storage.read_from(resource) as folder:
            return cls(config, packed=read_vectors(folder / _VECTORS))

    def train(
        self,
        training_data: TrainingData,
        model: Optional[Student] = None,  # noqa: UP045
    ) -> Resource:
        """Packs the vectors of the shop's texts, so that a start need not wait for them; without a shop there are none."""
        if self._place is None:
            raise InvalidConfigException(
                "expected a retriever that was created for training, found a loaded one"
            )
        storage, resource = self._place
        encode = _encoder(model)
        with storage.write_to(resource) as folder:
            texts = sorted(shop_wordings(), key=len) if encode else []
            if encode and model and texts:
                batches = [encode(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
                save_vectors(folder / _VECTORS, model.fingerprint(), texts, np.concatenate(batches))
        return resource

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """What the catalogue calls its products and brands."""
        return cls.library.names() if cls.library else ()

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045  Rasa resolves this hint and knows no `|`
        model: Optional[Student] = None,  # noqa: UP045
    ) -> list[Message]:
        """Sets `open_question` on open messages."""
        library = self._library(model)
        for message in messages:
            has_no_rule, asks_rules = is_open(message, self._sure_from), may_ask_rules(message, tracker)
            wishes = not has_no_rule and may_wish_and_ask(message, tracker)
            intent = str((message.get(INTENT) or {}).get("name"))
            if not (has_no_rule or asks_rules or wishes or intent in TEXT_INTENTS):
                continue
            language = message.get(LANGUAGE) or (conversation_language(tracker) if tracker else "en")
            vector = model.read([message])[0].embedding if model else None
            found = library.search(message.get(TEXT), vector, str(language), self._limit)
            is_answered = intent in TEXT_INTENTS and self._is_asked_before(found)
            is_beside = wishes and _answers(intent, found, _BESIDE)
            if has_no_rule or is_answered or is_beside or (asks_rules and _answers(intent, found, _NEAR)):
                talk = library.talk(message.get(TEXT), vector, str(language)) if has_no_rule else []
                message.set(OPEN, [_kept(each) for each in (*found, *talk)], add_to_output=True)
                message.set(OPENED, _why(has_no_rule, is_beside), add_to_output=True)
        return messages

    def _is_asked_before(self, found: Sequence[Found]) -> bool:
        """Whether the best answer is that of a frequent question in nearly the same words."""
        best = found[0] if found else None
        return (
            best is not None
            and best.passage.kind == "faq"
            and best.similarity >= self._exact_from
            and best.words >= _EXACT_WORDS
        )

    def _library(self, model: Student | None) -> Library:
        """The shop's texts; they are read while the first message, whatever it is, gets its answer."""
        if self._own is None:
            known = self._packed.of(model.fingerprint()) if model else {}
            self._own = shop_library(_encoder(model), known)
            self._own.look()
            if (
                known
            ):  # only what has changed since training is to be read: worth a moment of the first message
                self._own.wait(_FIRST_LOOK_S)
        type(self).library = self._own
        return self._own


def _why(has_no_rule: bool, is_beside: bool) -> Opened:
    return "no_rule" if has_no_rule else "wish" if is_beside else "rule"


def _answers(intent: str, found: Sequence[Found], quotes: Quotes) -> bool:
    """Whether a frequent question is near, and about something else than what the intent itself sees to."""
    own = tuple(f"faq:{topic}." for topic in _OWN_MATTERS.get(intent, ()))
    return any(not each.passage.id.startswith(own) for each in quotes.chosen(found))


def _kept(found: Found) -> dict[str, Any]:
    passage = found.passage
    return {
        "id": passage.id,
        "language": passage.language,
        "text": passage.text,
        "question": next(iter(passage.questions), "") if passage.kind == "faq" else "",
        "words": round(found.words, 3),
        "similarity": round(found.similarity, 3),
        "probability": round(found.probability, 3),
    }


def _encoder(model: Student | None) -> Encode | None:
    if model is None:
        return None

    def encode(texts: Sequence[str]) -> np.ndarray[Any, Any]:
        messages = [Message({TEXT: text}) for text in texts]
        return np.stack([each.embedding for each in model.read(messages)])

    return encode


def _checked(config: dict[str, Any]) -> tuple[int, float, float]:
    limit, sure_from, exact_from = config["limit"], config["sure_from"], config["exact_from"]
    if type(limit) is not int or not 1 <= limit <= 10:
        raise InvalidConfigException(f"PassageRetriever: limit: expected 1 to 10, found {limit!r}")
    for name, share in (("sure_from", sure_from), ("exact_from", exact_from)):
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            raise InvalidConfigException(f"PassageRetriever: {name}: expected 0 to 1, found {share!r}")
    return limit, float(sure_from), float(exact_from)
