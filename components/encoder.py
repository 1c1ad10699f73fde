"""The distilled student, loaded once and handed to every component that reads it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.student import Student, configured_folder, manifest_text, open_student, options, pack

# Rasa's names of the nodes that train a component and that hand on what it loaded.
_TRAINS, _PROVIDES = "train_", "provide_"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MODEL_LOADER, is_trainable=True)
class DistilledEncoder(GraphComponent):
    """Provides one `Student` as `model`, as SpacyNLP does; `rasa train` packs its bundle into the model.

    Rasa trains a loader under one name and loads it under another, without telling it where the trained one lies:
    so the packed bundle is looked for under the name of the training node.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See `components.student.options`."""
        return options()

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        student: Student | None = None,
    ) -> None:
        self._config = config
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
    ) -> DistilledEncoder:
        """For training: loads nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DistilledEncoder:
        """Loads the packed bundle. Raises InvalidConfigException where the model holds none, or a damaged one."""
        packed = Resource(resource.name.replace(_PROVIDES, _TRAINS, 1))
        try:
            with model_storage.read_from(packed) as folder:
                student = open_student(folder, config)
        except InvalidConfigException:  # a ValueError, too
            raise
        except ValueError as error:
            raise InvalidConfigException(
                f"{cls.__name__}: expected a packed student in the model, found none; train the model again."
            ) from error
        return cls(config, model_storage, resource, student)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another bundle is another model, though neither code nor training data changed."""
        return manifest_text(config)

    def train(self, training_data: TrainingData) -> Resource:
        """Packs the bundle. Raises InvalidConfigException where it cannot be read."""
        folder = configured_folder(self._config, type(self).__name__)
        open_student(folder, {**self._config, "device": "cpu", "backend": "onnx"})
        with self._model_storage.write_to(self._resource) as target:
            pack(folder, target, gpu=bool(self._config["gpu"]))
        return self._resource

    def provide(self) -> Student:
        """The loaded student; in training the one of the bundle that is being packed."""
        if self._student is None:
            folder = configured_folder(self._config, type(self).__name__)
            self._student = open_student(folder, {**self._config, "device": "cpu", "backend": "onnx"})
        return self._student
