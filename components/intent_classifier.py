"""The distilled student as Rasa's intent classifier."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import pluggy
from rasa.engine.graph import ExecutionContext, GraphComponent, SchemaNode
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.plugin import plugin_manager
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.student import Student, configured_folder, manifest_text, open_student, options, pack
from networks.bundle import MANIFEST, Bundle
from networks.prediction import Prediction
from networks.provenance import examples_sha256
from values.leading_answer import leading_answer

logger = logging.getLogger(__name__)

SURE, LIKELIEST = 0.9, 3  # from this confidence on, so many intents are told
# Keys of a message's parse data.
SENTIMENT, OUT_OF_SCOPE, OOS_SCORE = "sentiment", "out_of_scope", "oos_score"
BEHIND = "behind"  # what a message says behind the yes or no that it begins with
_WITH_ENCODER = "student_of_encoder"  # in the model instead of a student; Rasa's cache forgets empty folders
Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class _Telling:
    """What is told of a prediction. Raises InvalidConfigException."""

    ranking_length: int
    oos_intent: str | None

    def __post_init__(self) -> None:
        if type(self.ranking_length) is not int or self.ranking_length < 1:
            raise InvalidConfigException(
                f"ranking_length: expected a number from 1 on, found {self.ranking_length!r}"
            )
        if self.oos_intent is not None and (not isinstance(self.oos_intent, str) or not self.oos_intent):
            raise InvalidConfigException(
                f"oos_intent: expected an intent of the domain or null, found {self.oos_intent!r}"
            )


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True, model_from="DistilledEncoder"
)
class DistilledIntentClassifier(GraphComponent, IntentClassifier):
    """Tells intent, sentiment and whether a message is out of scope, as a student has read it.

    The student is that of a DistilledEncoder before it in the pipeline, or one of its own (`bundle`). `rasa train`
    packs the bundle into the model, which then runs anywhere.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Its own settings, and those of a student for a pipeline without DistilledEncoder."""
        return {
            "ranking_length": 5,  # intents told; every one of them is stored with every message
            "oos_intent": None,  # the intent of a message that is out of scope; null: the likeliest intent stays
            **options(),
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        student: Student | None = None,
    ) -> None:
        self._config = config
        self._telling = _Telling(config["ranking_length"], config["oos_intent"])
        self._model_storage = model_storage
        self._resource = resource
        self._student = student

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DistilledIntentClassifier:
        """For training. Raises InvalidConfigException."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DistilledIntentClassifier:
        """Loads the packed student, if it is not the encoder that holds it. Raises InvalidConfigException."""
        with model_storage.read_from(resource) as folder:
            student = open_student(folder, config) if (folder / MANIFEST).is_file() else None
        return cls(config, model_storage, resource, student)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another bundle is another model, though neither code nor training data changed."""
        return manifest_text(config)

    def train(
        self,
        training_data: TrainingData,
        model: Optional[Student] = None,  # noqa: UP045  Rasa resolves this hint and knows no `|`
        *,
        domain: Optional[Domain] = None,  # noqa: UP045
    ) -> Resource:
        """Packs the student, if it is not the encoder that does. Raises InvalidConfigException where it does not fit.

        `domain` is there when the dialogue is trained as well (see `_GivesDomain`).
        """
        student = model or self._own_student()
        named = self._config["bundle"]
        if model is not None and named and Path(named).resolve() != model.bundle.folder.resolve():
            raise InvalidConfigException(
                f"expected one student, found {named} at {type(self).__name__} and {model.bundle.folder} at "
                "DistilledEncoder; leave `bundle` away at the former."
            )
        self._check_labels(student.bundle, training_data, domain)
        _warn_if_outdated(student.bundle, training_data)
        with self._model_storage.write_to(self._resource) as target:
            if model is not None:
                (target / _WITH_ENCODER).write_text(student.bundle.fingerprint, encoding="ascii")
            else:
                pack(student.bundle.folder, target, gpu=bool(self._config["gpu"]))
        return self._resource

    def process(
        self,
        messages: list[Message],
        model: Optional[Student] = None,  # noqa: UP045
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045
    ) -> list[Message]:
        """Sets intent, intent_ranking, sentiment, out_of_scope and oos_score.

        The intent is the message's own; it is read in its conversation (`tracker`) so that a state tracker behind
        this component needs no second pass.
        """
        student = model or self._student
        if student is None:
            raise InvalidConfigException(
                "expected a DistilledEncoder before DistilledIntentClassifier or a student packed with it, "
                "found neither; train the model again."
            )
        for message, prediction in zip(messages, student.read(messages, tracker), strict=True):
            self._tell(message, prediction)
        if tracker is not None and tracker.active_loop_name:
            for message in messages:
                _tell_behind(message, student)
        return messages

    def _own_student(self) -> Student:
        folder = configured_folder(self._config, type(self).__name__)
        return open_student(folder, {**self._config, "device": "cpu", "backend": "onnx"})

    def _check_labels(self, bundle: Bundle, data: TrainingData, domain: Domain | None) -> None:
        """What the bundle can say and what the assistant knows must be the same intents."""
        labels = set(bundle.labels["intent"])
        # Intents of rules come along without a text; those that only other components give are none of ours.
        wanted = {example.get(INTENT) for example in data.intent_examples if example.get(TEXT)}
        if missing := sorted(wanted - labels):
            raise InvalidConfigException(
                f"The bundle {bundle.folder} does not know the intents {', '.join(missing)}. "
                "Train it again with these examples (`make distill`, or `python -m distillation intent`), "
                "or name another bundle in config.yml."
            )
        if domain is None:
            return
        said = labels | ({self._telling.oos_intent} if self._telling.oos_intent else set())
        if unknown := sorted(said - set(domain.intents)):
            raise InvalidConfigException(
                f"The bundle {bundle.folder} can say the intents {', '.join(unknown)}, which the domain does not "
                "know. Add them to the domain, or train the bundle again with the present examples (`make distill`, "
                "or `python -m distillation intent`)."
            )

    def _tell(self, message: Message, prediction: Prediction) -> None:
        ranking = list(prediction.intents)
        if prediction.out_of_scope and self._telling.oos_intent:
            ranking = _out_of_scope_first(ranking, self._telling.oos_intent)
        # A sure answer needs no long ranking, which every later turn of the conversation would carry along.
        length = self._telling.ranking_length
        told = [
            {"name": name, "confidence": confidence}
            for name, confidence in ranking[: length if ranking[0][1] < SURE else min(length, LIKELIEST)]
        ]
        message.set(INTENT, told[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, told, add_to_output=True)
        message.set(OUT_OF_SCOPE, prediction.out_of_scope, add_to_output=True)
        message.set(OOS_SCORE, prediction.oos_score, add_to_output=True)
        if prediction.sentiment:
            name, confidence = prediction.sentiment[0]
            message.set(SENTIMENT, {"name": name, "confidence": confidence}, add_to_output=True)


def _tell_behind(message: Message, student: Student) -> None:
    """Reads the rest of "yes, and where is my other order?" by itself: with the yes in front it sounds like one.

    A second pass of the student, for such messages alone, and only while something is asked.
    """
    found = leading_answer(message.get(TEXT) or "")
    if found is None:
        return
    rest = Message({TEXT: message.get(TEXT)[found.rest :]})
    name, confidence = student.read([rest])[0].intents[0]
    told = {"answer": found.kind, "start": found.rest, "name": name, "confidence": confidence}
    message.set(BEHIND, told, add_to_output=True)


def _out_of_scope_first(ranking: Ranking, intent: str) -> Ranking:
    """The intent gets what the likeliest other one leaves: FallbackClassifier asks back where that is likely, too."""
    others = [(name, confidence) for name, confidence in ranking if name != intent]
    return [(intent, 1.0 - others[0][1] if others else 1.0), *others]


def _warn_if_outdated(bundle: Bundle, data: TrainingData) -> None:
    """One warning where the examples are no longer those that the bundle was trained on."""
    trained_on = bundle.provenance.get("data")
    known = trained_on.get("sha256") if isinstance(trained_on, dict) else None
    found = examples_sha256(
        (example.get(TEXT), example.get(INTENT)) for example in data.intent_examples if example.get(TEXT)
    )
    if known and found != known:
        logger.warning(
            "The examples have changed since the bundle %s was trained, and it knows nothing of that. "
            "Train it again (`make distill`, or `python -m distillation intent`).",
            bundle.folder,
        )


class _GivesDomain:
    """Lets the classifier see the domain in training, where there is one.

    A `domain` among the plain parameters of `train` would make `rasa train nlu` fail, which has none.
    """

    @pluggy.HookimplMarker("rasa")
    def modify_default_recipe_graph_train_nodes(self, train_nodes: dict[str, SchemaNode]) -> None:
        """Rasa calls this before it adds the nodes of the dialogue, the domain's among them."""
        for node in train_nodes.values():
            if node.fn == "train" and issubclass(node.uses, DistilledIntentClassifier):
                node.needs["domain"] = "domain_provider"


if not plugin_manager().has_plugin("domain for DistilledIntentClassifier"):
    plugin_manager().register(_GivesDomain(), "domain for DistilledIntentClassifier")
