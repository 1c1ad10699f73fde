"""Responses in the language that the customer writes."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from components.language_detector import LANGUAGE, Language

logger = logging.getLogger(__name__)

DEFAULT_LANGUAGE: Language = "en"
APOLOGY = "utter_shop_unavailable"
_CUSTOMER_TURNS = 50  # how far back to look; the slot holds what was spoken before


def conversation_language(tracker: DialogueStateTracker) -> Language:
    """The language of the customer's last message that has one.

    Messages without a language of their own (a number, a button) change nothing. Where the last 50 messages
    have none, the slot `language` counts, and else English.
    """
    turns = 0
    for event in reversed(tracker.events):
        if not isinstance(event, UserUttered):
            continue
        language = (event.parse_data or {}).get(LANGUAGE)
        if language in ("en", "zh"):
            return language
        turns += 1
        if turns == _CUSTOMER_TURNS:
            break
    slot = tracker.slots.get(LANGUAGE)
    return slot.value if slot and slot.value in ("en", "zh") else DEFAULT_LANGUAGE


class LanguageResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Rasa's own generator, with the slot `language` set to what the customer speaks now.

    Named in endpoints.yml (`nlg: type:`). The variations in the domain carry `condition: - type: slot, name:
    language, value: zh`, and Rasa's filter for conditions chooses among them.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Takes the responses of the domain; the endpoint has no options."""
        super().__init__(domain.responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The response `utter_action`, filled in; the apology where there is none for it."""
        filled_slots = {**tracker.current_slot_values(), LANGUAGE: conversation_language(tracker)}
        response = self.generate_from_slots(utter_action, filled_slots, output_channel, **kwargs)
        if response is not None:
            return response
        logger.error(
            f"Expected the domain to have the response '{utter_action}' with a variation for language "
            f"'{filled_slots[LANGUAGE]}' and channel '{output_channel}', found none. "
            f"Answering with '{APOLOGY}'; add the response to domain.yml and train again."
        )
        return self.generate_from_slots(APOLOGY, filled_slots, output_channel)
