"""One loaded student for all components that read it: each message goes through it once."""

from __future__ import annotations

import json
import logging
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from components.turns import turn_of
from networks.bundle import CONFIG, EXEMPLARS, MANIFEST, TORCH, Bundle, BundleError, read_bundle
from networks.prediction import Prediction
from networks.serving import Model, Serving, open_model
from networks.state_input import Turn

logger = logging.getLogger(__name__)

_READING = "student_reading"  # where a message keeps what the student said of it

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(\.[\w-]{1,64}){1,4}", re.ASCII)
# Around an address that is all the message says: "my e-mail is …", "邮箱是…".
_FRAME = re.compile(
    r"\b(my|e-?mail|mail|is|it'?s|the|address|here|sure|and)\b|我的|邮箱|邮件|地址|是|就|：", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_ENOUGH = 4  # letters beside address and frame; with fewer the address is the message


def options() -> dict[str, Any]:
    """The settings of a student and their defaults, for every component that can load one."""
    return {
        "bundle": None,  # a folder made by `python -m distillation intent`
        "device": "auto",  # auto, cpu or cuda
        "backend": "auto",  # auto, onnx (CPU) or torch
        "threads": 1,  # of one forward pass on the CPU
        "gpu": True,  # whether `rasa train` packs the weights for the GPU, too
        "leave_out_addresses": False,  # whether e-mail addresses are left out of a message that says more
    }


def without_addresses(text: str) -> str:
    """The message without e-mail addresses, where it says more: they drown what the customer wants."""
    rest = _EMAIL.sub(" ", text)
    return rest if len(_LETTER.findall(_FRAME.sub("", rest))) >= _ENOUGH else text


@dataclass(frozen=True)
class _Reading:
    student: Student
    text: str
    in_conversation: bool
    prediction: Prediction
    turn: Turn | None


class Student:
    """A bundle in memory, shared by the components of one pipeline."""

    def __init__(self, bundle: Bundle, model: Model, *, leave_out_addresses: bool = False) -> None:
        self.bundle = bundle
        self._model = model
        self._leave_out_addresses = leave_out_addresses

    def read(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Prediction]:
        """What the student says of each message: one pass for those that it has not read yet, none for the others.

        With the `tracker` of their conversation a student with a state head reads them in it, and says what they change
        in the belief state, in the same pass.
        """
        in_conversation = tracker is not None and self.bundle.state is not None
        unread = [message for message in messages if not self._has_read(message, in_conversation)]
        if unread and in_conversation:
            self._read_turns(unread, tracker)
        elif len(unread) == 1:
            self._keep(unread[0], self._model.predict(self._text(unread[0])))
        elif unread:
            texts = [self._text(message) for message in unread]
            for message, prediction in zip(unread, self._model.predict_batch(texts), strict=True):
                self._keep(message, prediction)
        return [message.get(_READING).prediction for message in messages]

    def turn(self, message: Message) -> Turn | None:
        """The turn as which the message was read; None where it was read out of its conversation."""
        reading = message.get(_READING)
        return reading.turn if isinstance(reading, _Reading) and reading.student is self else None

    def __deepcopy__(self, memo: dict[int, Any]) -> Student:
        """Itself: `rasa test nlu` copies what was made of a message, which says who has read it."""
        return self

    def fingerprint(self) -> str:
        """For Rasa's cache of trained components."""
        return self.bundle.fingerprint

    def _read_turns(self, messages: list[Message], tracker: DialogueStateTracker | None) -> None:
        """One pass for all; a message whose addresses are left out for the intent goes through it in both forms."""
        assert tracker is not None and self.bundle.state is not None
        schema = self.bundle.state.schema
        turns = [turn_of(message.get(TEXT) or "", tracker, schema) for message in messages]
        shorter = {at: text for at, m in enumerate(messages) if (text := self._text(m)) != turns[at].user}
        predictions = self._model.predict_turns([*turns, *(Turn(text) for text in shorter.values())])
        intents = dict(zip(shorter, predictions[len(turns) :], strict=True))
        for at, message in enumerate(messages):
            prediction = predictions[at]
            if at in intents:
                prediction = replace(intents[at], changes=prediction.changes)
            self._keep(message, prediction, turns[at])

    def _keep(self, message: Message, prediction: Prediction, turn: Turn | None = None) -> None:
        text = message.get(TEXT) or ""
        message.set(_READING, _Reading(self, text, turn is not None, prediction, turn))

    def _text(self, message: Message) -> str:
        text = message.get(TEXT) or ""
        return without_addresses(text) if self._leave_out_addresses else text

    def _has_read(self, message: Message, in_conversation: bool) -> bool:
        reading = message.get(_READING)
        if not isinstance(reading, _Reading) or reading.student is not self:
            return False
        return reading.text == (message.get(TEXT) or "") and (reading.in_conversation or not in_conversation)


def open_student(folder: Path, config: dict[str, Any]) -> Student:
    """Reads, checks and loads a bundle. Raises InvalidConfigException."""
    try:
        bundle = read_bundle(folder)
        model = open_model(bundle, Serving.chosen(config))
        model.predict("")  # what only shows when it runs, shows now; and the first customer need not wait
    except BundleError as error:
        raise InvalidConfigException(str(error)) from error
    except (
        Exception
    ) as error:  # whatever the libraries raise for files that are well-formed and yet no student
        raise InvalidConfigException(
            f"expected a student in {folder}, found files that do not run ({error}); restore or train it again"
        ) from error
    return Student(bundle, model, leave_out_addresses=bool(config["leave_out_addresses"]))


def configured_folder(config: dict[str, Any], component: str) -> Path:
    """The folder named by `bundle`. Raises InvalidConfigException where there is none."""
    if not isinstance(config.get("bundle"), str) or not config["bundle"]:
        raise InvalidConfigException(
            f"{component}: expected the folder of a student as `bundle`, found {config.get('bundle')!r}; name one "
            "that `python -m distillation intent` has made, or put DistilledEncoder with a bundle before it."
        )
    return Path(config["bundle"])


def manifest_text(config: dict[str, Any]) -> str | None:
    """The manifest, which holds the checksums of all other files: another bundle is another model to Rasa."""
    manifest = Path(config.get("bundle") or "") / MANIFEST
    return manifest.read_text(encoding="utf-8") if manifest.is_file() else None


def pack(folder: Path, target: Path, *, gpu: bool) -> None:
    """Copies what serving needs of a checked bundle into Rasa's model. Raises InvalidConfigException."""
    left_out = {EXEMPLARS} if gpu else {EXEMPLARS, TORCH, CONFIG}
    names = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    for name in (MANIFEST, *names):
        if name in left_out or not (folder / name).exists():
            continue
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise InvalidConfigException(
                f"{folder / name}: expected a file of the bundle, found a link out of its folder; "
                "copy the bundle with its contents (`cp -rL`) and name the copy."
            )
        shutil.copyfile(file, target / name)
