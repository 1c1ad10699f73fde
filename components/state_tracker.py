"""The distilled belief state in Rasa: what each message changes in it, as entities and in the parse data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Optional

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

from components.state_candidates import Judgement, candidates, names, numbers_said
from components.student import Student
from components.turns import BELIEF_STATE, belief_so_far
from networks.state_reading import StateReader
from values.openness import find_opened
from values.said import said

_STUDENT = "student"  # the file in the model that says whose state head it was trained with


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True, model_from="DistilledEncoder"
)
class DistilledStateTracker(GraphComponent):
    """Tells what a message changes in the belief state, as the student of a DistilledEncoder has read it.

    Values that are set or corrected become entities of the slot's name; all changes with their confidences, and the
    state after them, stand in the parse data as `belief_state`. What the student is not sure of changes nothing: the
    value is missing, and so the dialogue asks for it.

    Entities of extractors before it in the pipeline are candidates. Those that are `trusted` hold against the student,
    which chooses where there are several; of any other slot the student's value holds. Where the student finds no
    change, a candidate stands if it is trusted or says again what the state holds.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See `components.state_candidates.Judgement`."""
        return {"trusted": None, "entities": None, "asked_threshold": 0.0, "unasked_threshold": 0.0}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Raises InvalidConfigException."""
        self._judgement = Judgement(
            names("trusted", config["trusted"]),
            names("entities", config["entities"]),
            config["asked_threshold"],
            config["unasked_threshold"],
        )
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DistilledStateTracker:
        """For training. Raises InvalidConfigException."""
        return cls(config, model_storage, resource)

    def train(
        self,
        training_data: TrainingData,
        model: Optional[Student] = None,  # noqa: UP045  Rasa resolves this hint and knows no `|`
    ) -> Resource:
        """Checks that there is a student with a state head; the encoder packs it. Raises InvalidConfigException."""
        _reader(model)
        assert model is not None
        with self._model_storage.write_to(self._resource) as target:
            (target / _STUDENT).write_text(model.bundle.fingerprint, encoding="ascii")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DistilledStateTracker:
        """Raises InvalidConfigException where the model was trained without it."""
        try:
            with model_storage.read_from(resource):
                pass
        except ValueError as error:
            raise InvalidConfigException(
                f"{cls.__name__}: expected a model trained with it, found none; train the model again."
            ) from error
        return cls(config, model_storage, resource)

    def process(
        self,
        messages: list[Message],
        tracker: DialogueStateTracker,
        model: Optional[Student] = None,  # noqa: UP045
    ) -> list[Message]:
        """Sets entities and belief_state. Raises InvalidConfigException without a student that has a state head."""
        schema = _reader(model).schema
        assert model is not None
        state = belief_so_far(tracker.events, schema)
        requested = tracker.slots.get(REQUESTED_SLOT)
        asked = requested.value if requested else None
        for message, prediction in zip(messages, model.read(messages, tracker), strict=True):
            found = candidates(message)
            text = message.get(TEXT) or ""
            numbers = numbers_said(text)
            weighed = [self._judgement.weighed(change, asked, numbers) for change in prediction.changes]
            changes = self._judgement.agreed(weighed, found, state, schema)
            changes = self._judgement.opened(changes, find_opened(said(text), asked), found, state, schema)
            entities = self._judgement.entities(changes, found, state, schema, text)
            message.set(ENTITIES, entities, add_to_output=True)
            after = state.revised(changes, schema).to_json()
            told = {**after, "changes": [asdict(change) for change in changes]}
            message.set(BELIEF_STATE, told, add_to_output=True)
        return messages


def _reader(student: Student | None) -> StateReader:
    if student is None:
        raise InvalidConfigException(
            "expected a DistilledEncoder before DistilledStateTracker, found none; put one with a bundle into the pipeline."
        )
    if student.bundle.state is None:
        raise InvalidConfigException(
            f"DistilledStateTracker: expected a student with a state head, found {student.bundle.folder} without one; "
            "train it with `python -m distillation state`, or take this component out of the pipeline."
        )
    return student.bundle.state
