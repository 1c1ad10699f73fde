"""The distilled student as Rasa's intent classifier."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from networks.bundle import MANIFEST, Bundle, BundleError, read_bundle
from networks.onnx_model import OnnxModel

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(\.[\w-]{1,64}){1,4}", re.ASCII)
# Around an address that is all the message says: "my e-mail is …", "邮箱是…".
_FRAME = re.compile(
    r"\b(my|e-?mail|mail|is|it'?s|the|address|here|sure|and)\b|我的|邮箱|邮件|地址|是|就|：", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
SURE, LIKELIEST = 0.9, 3  # from this confidence on, so many intents are told
_ENOUGH = 4  # letters beside address and frame; with fewer the address is the message


def classified_text(text: str) -> str:
    """The message without e-mail addresses, where it says more: they drown what the customer wants."""
    rest = _EMAIL.sub(" ", text)
    return rest if len(_LETTER.findall(_FRAME.sub("", rest))) >= _ENOUGH else text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DistilledIntentClassifier(GraphComponent, IntentClassifier):
    """Serves a bundle's intent head. `rasa train` packs the bundle into the model, which then runs anywhere."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "bundle": "students/nlu",  # a folder made by `python -m distillation intent`
            "ranking_length": 5,  # intents told besides the best; every one of them is stored with every message
            "threads": 1,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: OnnxModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DistilledIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another bundle is another model, though neither code nor training data changed."""
        manifest = Path(config.get("bundle", cls.get_default_config()["bundle"])) / MANIFEST
        return manifest.read_text(encoding="utf-8") if manifest.is_file() else None

    def train(self, training_data: TrainingData) -> Resource:
        """Packs the bundle. Raises InvalidConfigException where its intents are not those of the training data."""
        folder = Path(self._config["bundle"])
        bundle = _checked(folder)
        # Intents of rules come along without a text; those that only other components give are none of ours.
        wanted = {example.get(INTENT) for example in training_data.intent_examples if example.get(TEXT)}
        missing = sorted(wanted - set(bundle.labels["intent"]))
        if missing:
            raise InvalidConfigException(
                f"The bundle {folder} does not know the intents {', '.join(missing)}. "
                "Train it again with these examples (`make distill`), or name another bundle in config.yml."
            )
        with self._model_storage.write_to(self._resource) as target:
            shutil.copytree(
                folder, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.safetensors")
            )
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DistilledIntentClassifier:
        with model_storage.read_from(resource) as folder:
            model = OnnxModel(_checked(folder), threads=int(config["threads"]))
        return cls(config, model_storage, resource, model)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        if self._model is None:
            raise BundleError("expected a loaded student, found none; process() runs after load()")
        intents = self._model.predict(classified_text(message.get(TEXT) or "")).intents
        # A sure answer needs no long ranking, which every later turn of the conversation would carry along.
        likely = intents[: self._config["ranking_length"] if intents[0][1] < SURE else LIKELIEST]
        ranking = [{"name": name, "confidence": confidence} for name, confidence in likely]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def _checked(folder: Path) -> Bundle:
    try:
        return read_bundle(folder)
    except BundleError as error:
        raise InvalidConfigException(str(error)) from error
