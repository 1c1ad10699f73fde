"""Displeased messages that a rule would answer by a response alone: the action server has to see them, too.

Where a customer is strongly displeased it calls a person (actions/people.py). It sees every message that a task or an
answer takes; a greeting, thanks or small talk it does not.
"""

from __future__ import annotations

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.intent_classifier import SENTIMENT

# Intents whose rule is one response (data/rules/rules.yml).
SPOKEN = {
    "greet": "utter_greet",
    "goodbye": "utter_goodbye",
    "thank": "utter_thank",
    "bot_challenge": "utter_bot_challenge",
    "chitchat": "utter_chitchat",
    "out_of_scope": "utter_out_of_scope",
}


def is_displeased(message: UserUttered) -> bool:
    """Whether the student takes the message for negative; how strongly, the action server judges."""
    sentiment = (message.parse_data or {}).get(SENTIMENT)
    return isinstance(sentiment, dict) and sentiment.get("name") == "negative"


def spoken_to_displeased(tracker: DialogueStateTracker) -> str | None:
    """The response that a rule has for the displeased message that has just come in; None for any other message.

    None in a task, too, whose form sees every message; and in `rasa test`, which has no action server.
    """
    message = tracker.latest_message
    if not isinstance(message, UserUttered) or tracker.model_id is None or tracker.active_loop_name:
        return None
    return SPOKEN.get(str((message.intent or {}).get("name"))) if is_displeased(message) else None
