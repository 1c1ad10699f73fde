"""Entities for the slots of the ontology, by rules and word lists, with canonical values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import deep_container_fingerprint

from components.turns import today
from values.lexicon import Lexicon, build_index, load_lexicon
from values.recognition import recognize

_FILE = "words.json"
_CATALOGUE_ENTITIES = ("product", "brand", "attribute")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ValueRecognizer(GraphComponent):
    """Finds order numbers, dates, prices, colours and the rest of values in a message.

    Training takes over the shop's words from the lookup tables `product`, `brand` and `attribute` and keeps
    them, with the closed sets, in the model; so a model answers the same wherever it is loaded.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`entities`: the names of those it tells; null: all it knows."""
        return {"entities": None}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        lexicon: Lexicon,
        catalogue: Mapping[str, list[str]],
    ) -> None:
        """Builds the index over `lexicon` and `catalogue` (entity → words of the shop). Raises InvalidConfigException."""
        self._told = _names(config.get("entities"))
        self._model_storage = model_storage
        self._resource = resource
        self._index = build_index(lexicon, catalogue)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ValueRecognizer:
        """An untrained recognizer: it knows the closed sets, and none of the shop's words."""
        return cls(config, model_storage, resource, load_lexicon(), {})

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes `rasa train` notice a changed word list: Rasa's fingerprint covers this class only."""
        return deep_container_fingerprint(load_lexicon())

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the closed sets and the lookup tables of the training data in the model."""
        catalogue = catalogue_words(training_data)
        with self._model_storage.write_to(self._resource) as directory:
            words = {"lexicon": load_lexicon(), "catalogue": catalogue}
            (directory / _FILE).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        self._index = build_index(load_lexicon(), catalogue)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ValueRecognizer:
        """The recognizer as trained. Raises where the model lacks its words."""
        with model_storage.read_from(resource) as directory:
            words = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, words["lexicon"], words["catalogue"])

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Adds the entities to what other extractors have found."""
        requested = tracker.slots.get(REQUESTED_SLOT)
        for message in messages:
            found = recognize(
                message.get(TEXT) or "",
                self._index,
                today(),
                str(requested.value) if requested and requested.value else None,
            )
            entities = [
                {
                    "entity": value.entity,
                    "value": value.value,
                    "start": value.start,
                    "end": value.end,
                    "confidence_entity": 1.0,
                    "extractor": "ValueRecognizer",
                }
                for value in found
                if self._told is None or value.entity in self._told
            ]
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), *entities], add_to_output=True)
        return messages


def _names(entities: Any) -> frozenset[str] | None:
    if entities is None:
        return None
    if not isinstance(entities, list) or not all(isinstance(name, str) and name for name in entities):
        raise InvalidConfigException(f"entities: expected a list of names or null, found {entities!r}")
    return frozenset(entities)


def catalogue_words(training_data: TrainingData) -> dict[str, list[str]]:
    """The lookup tables of the shop's words. Tables of other names are left to other components."""
    words: dict[str, list[str]] = {}
    for table in training_data.lookup_tables:
        elements = table["elements"]
        if table["name"] in _CATALOGUE_ENTITIES and isinstance(elements, list):
            words.setdefault(table["name"], []).extend(elements)
    return words
