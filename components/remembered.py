"""What the actions keep of a conversation, for the parts that read the tracker itself."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker


def remembered(tracker: DialogueStateTracker | None, slot: str) -> dict[str, Any]:
    """The slot as `actions.memory` keeps it; empty where it holds nothing, or nobody has a conversation yet."""
    value = tracker.slots[slot].value if tracker is not None and slot in tracker.slots else None
    return value if isinstance(value, dict) else {}
