"""Slow work before the policies are asked: Rasa asks them on its event loop, where nothing may be slow.

One name of Rasa's is replaced for the whole process, when a model is loaded, never at import
(docs/adr/0004-fallback-off-the-loop.md).
"""

from __future__ import annotations

from typing import Any, Protocol

from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker


class Preparation(Protocol):
    """What is awaited around the predictions of one turn."""

    async def prepare(self, tracker: DialogueStateTracker) -> None:
        """Before the first prediction; must not raise."""

    def forget(self, tracker: DialogueStateTracker) -> None:
        """After the last one, also where the turn failed."""


def prepare_turns(preparation: Preparation) -> None:
    """Make Rasa await `preparation` in every turn, in place of the one before it.

    `_run_prediction_loop` is the coroutine that asks the policies, for messages and for events from outside alike.
    """
    present = MessageProcessor._run_prediction_loop
    original = getattr(present, "without_preparation", present)

    async def run(self: MessageProcessor, output_channel: Any, tracker: DialogueStateTracker) -> None:
        try:
            await preparation.prepare(tracker)
            await original(self, output_channel, tracker)
        finally:
            preparation.forget(tracker)

    run.without_preparation = original  # type: ignore[attr-defined]
    MessageProcessor._run_prediction_loop = run
