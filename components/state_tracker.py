"""The distilled belief state in Rasa: what each message changes in it, as entities and in the parse data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.student import Student
from components.turns import BELIEF_STATE, belief_so_far
from networks.belief_state import CORRECT, SET, BeliefState, Change
from networks.state_reading import StateReader
from networks.state_schema import Schema, Slot
from networks.state_values import number_text

_STUDENT = "student"  # the file in the model that says whose state head it was trained with
BARE = ("number", "date")  # kinds of slots whose values do not say what they are values of
Entity = dict[str, Any]


@dataclass(frozen=True)
class _Candidate:
    """A value of another extractor, and where it was said."""

    slot: str
    value: str
    said: str
    entity: Entity


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
        """`trusted`: the slots whose values other extractors find surely; null: those that are recognised exactly."""
        return {"trusted": None}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Raises InvalidConfigException."""
        self._trusted = _names(config["trusted"])
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
        for message, prediction in zip(messages, model.read(messages, tracker), strict=True):
            found = _candidates(message)
            changes = self._agreed(prediction.changes, found, state, schema)
            entities = self._entities(changes, found, state, schema, message.get(TEXT) or "")
            message.set(ENTITIES, entities, add_to_output=True)
            after = state.revised(changes, schema).to_json()
            told = {**after, "changes": [asdict(change) for change in changes]}
            message.set(BELIEF_STATE, told, add_to_output=True)
        return messages

    def _entities(
        self,
        changes: Sequence[Change],
        found: Sequence[_Candidate],
        state: BeliefState,
        schema: Schema,
        text: str,
    ) -> list[Entity]:
        """The candidates that hold, in their order, and the student's own values behind them."""
        changed = {change.slot: change for change in changes if change.sure}
        slots = {slot.name: slot for slot in schema.slots}
        kept = [
            candidate
            for candidate in found
            if candidate.slot not in slots
            or self._holds(candidate, slots[candidate.slot], changed.get(candidate.slot), state)
        ]
        told = {(candidate.slot, candidate.value) for candidate in kept}
        own = [c for c in changed.values() if gives_value(c) and (c.slot, c.value) not in told]
        return [*(candidate.entity for candidate in kept), *(_entity(change, text) for change in own)]

    def _holds(self, candidate: _Candidate, slot: Slot, change: Change | None, state: BeliefState) -> bool:
        if change is None:
            return self._trusts(slot) or state.values.get(slot.name) == candidate.value
        several = slot.prefix is not None and change.operation == SET  # two orders in one request
        return candidate.value == change.value or (several and gives_value(change))

    def _agreed(
        self,
        changes: Sequence[Change],
        found: Sequence[_Candidate],
        state: BeliefState,
        schema: Schema,
    ) -> list[Change]:
        """The student's changes, with the values of trusted slots as they were recognised.

        Where both read the same, two ways of reading agree, and it is sure. A trusted value counts also where the student
        finds no change, but for a bare number or date, of which only the student can tell what it is.
        """
        agreed = {change.slot: change for change in changes}
        for slot in schema.slots:
            said = [candidate for candidate in found if candidate.slot == slot.name]
            own = agreed.get(slot.name)
            if not said or not self._trusts(slot) or (own is not None and not gives_value(own)):
                continue
            meant = next((c for c in said if own is not None and c.value == own.value), said[0])
            if own is not None:
                agreed[slot.name] = replace(own, value=meant.value, sure=True, said=meant.said)
            elif slot.kind not in BARE and state.values.get(slot.name) not in [c.value for c in said]:
                operation = CORRECT if slot.name in state.values else SET
                agreed[slot.name] = Change(slot.name, operation, meant.value, 1.0, True, meant.said)
        return list(agreed.values())

    def _trusts(self, slot: Slot) -> bool:
        return slot.exact if self._trusted is None else slot.name in self._trusted


def gives_value(change: Change) -> bool:
    """Whether there is a value now, and not merely one less or "any will do"."""
    return change.operation in (SET, CORRECT)


def _candidates(message: Message) -> list[_Candidate]:
    text = message.get(TEXT) or ""
    return [
        _Candidate(e["entity"], number_text(e["value"]), text[e.get("start", 0) : e.get("end", 0)], e)
        for e in message.get(ENTITIES) or []
    ]


def _entity(change: Change, text: str) -> Entity:
    """As Rasa wants it. What was not said in this message, or in other words, stands nowhere in it: from 0 to 0."""
    start = text.find(change.said) if change.said else -1
    end = start + len(change.said) if change.said and start >= 0 else 0
    return {
        "entity": change.slot,
        "value": change.value,
        "start": max(start, 0),
        "end": end,
        "confidence_entity": change.confidence,
        "extractor": "DistilledStateTracker",
    }


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


def _names(trusted: Any) -> frozenset[str] | None:
    if trusted is None:
        return None
    if not isinstance(trusted, list) or not all(isinstance(name, str) and name for name in trusted):
        raise InvalidConfigException(f"trusted: expected a list of entities or null, found {trusted!r}")
    return frozenset(trusted)
