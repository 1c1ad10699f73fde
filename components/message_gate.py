"""The first thing every message passes: cleaned text, and no commands from the customer's keyboard."""

from __future__ import annotations

import re
import time
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.events import BotUttered, Restarted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

ARRIVAL = (
    "received_at"  # seconds since 1970, in what is known of a message; Rasa's own time stamp is of its end
)
MAX_CHARACTERS = 2_000  # of the cleaned text; the tracker keeps what was sent

# Zero-width and bidirectional marks, soft hyphen, lone surrogates, control characters except white space.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
_WHITE_SPACE = re.compile(r"\s+")
_LEADING_SLASHES = re.compile("^/+")


def clean(text: str) -> str:
    """Drop what cannot be seen, make every run of white space one blank, cut at MAX_CHARACTERS."""
    return _WHITE_SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()[:MAX_CHARACTERS].rstrip()


def disarm(text: str) -> str:
    """Make leading slashes full-width, so that Rasa does not take `text` for an intent."""
    return _LEADING_SLASHES.sub(lambda slashes: "／" * len(slashes.group()), text)


def offered_payloads(tracker: DialogueStateTracker) -> frozenset[str]:
    """The payloads of the buttons that the assistant has shown since the customer's last message.

    While a message is parsed, the tracker does not hold it yet: the last UserUttered is the message before.
    """
    offered: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, (UserUttered, SessionStarted, Restarted)):
            break
        if isinstance(event, BotUttered):
            offered.extend(button.get("payload", "") for button in event.data.get("buttons") or [])
    return frozenset(offered)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class MessageGate(GraphComponent):
    """Lets a `/…` payload through only if this very conversation has just offered it as a button.

    From anybody's keyboard it is plain text, on every channel; and so it is wherever there is no conversation
    (`rasa test`, `/model/parse`).
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageGate:
        """Creates the component; there is nothing to configure."""
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Cleans the text of the messages; a payload just offered stays as it is, to the letter."""
        for message in messages:
            message.set(ARRIVAL, time.time(), add_to_output=True)
            text = message.get(TEXT) or ""
            if text.startswith(INTENT_MESSAGE_PREFIX) and text in offered_payloads(tracker):
                continue
            message.set(TEXT, disarm(clean(text)))
        return messages
