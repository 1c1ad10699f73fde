"""The rasa-sdk actions: thin adapters between Rasa's tracker and the dialogue.

Each returns at least one event, so that Rasa's side can tell a turn that worked from a call that failed.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import answers
from actions.belief import TASK_SLOTS, belief_of, keep_with_task
from actions.context import Context
from actions.dialogue import take_turn
from actions.follow_up import follow_up
from actions.hand_over import hand_over
from actions.interruption import offer_resume
from actions.measures import without_measures
from actions.memory import memory_from_tracker
from actions.not_understood import ask_back
from actions.on_ticket import link_order
from actions.people import call_on_anger, says_who_calls, sends_person_away, tell_event
from actions.rating import ask_rating
from actions.recall import MEANING, earlier
from actions.references import tells_of_old_goods, wants_back
from actions.regret import express_regret
from actions.starting import begins_complaint, begins_wish
from actions.succession import notice_order
from actions.turn import turn_from_tracker
from shop.bootstrap import Shop


class ShopAction(Action, ABC):
    """Runs one turn off the server's event loop and turns what changed in memory into slot events."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    @abstractmethod
    def respond(self, context: Context) -> list[dict[str, Any]]:
        """Handles the turn. Returns events besides those of the memory."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        return await asyncio.to_thread(self._run, dispatcher, tracker)

    def _run(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        memory = memory_from_tracker(tracker)
        context = Context(self._shop, turn_from_tracker(tracker), memory, belief=belief_of(tracker.slots))
        context.turn = without_measures(context)
        events = [e for e in self.respond(context) if not _is_idle(e, tracker)]
        link_order(context)
        express_regret(context, memory_from_tracker(tracker))
        call_on_anger(context)
        context.reply.send(dispatcher)
        belief = keep_with_task(context, memory_from_tracker(tracker))
        slots, ended = memory.slots(), memory.ended
        changed = [SlotSet(k, v) for k, v in slots.items() if tracker.get_slot(k) != v]
        if ended:  # a task that begins and ends in one turn leaves no other trace in the stream of events
            told = [SlotSet("task", each) for each in ended]
            changed = [*told, SlotSet("task", slots["task"]), *(e for e in changed if e["name"] != "task")]
        if tracker.get_slot("aside") is not None:  # said or not, it was for this message
            changed.append(SlotSet("aside", None))
        return [SlotSet("language", context.language), *changed, *belief, *events]


def _is_idle(event: dict[str, Any], tracker: Tracker) -> bool:
    """Whether it empties a slot that is empty; every event costs Rasa time at each later turn."""
    is_reset = event.get("event") == "slot" and event.get("name") in TASK_SLOTS and event.get("value") is None
    return is_reset and tracker.get_slot(event["name"]) is None


class ValidateTaskForm(ShopAction):
    """The form's turn. It also acts when nothing is missing: one call of this server a message."""

    def name(self) -> str:
        return "validate_task_form"

    def respond(self, context: Context) -> list[dict[str, Any]]:
        asked = take_turn(context)
        reset = [SlotSet(name, None) for name in TASK_SLOTS] if asked is None else []
        return [*reset, SlotSet("requested_slot", asked)]


class Answer(ShopAction):
    """Questions that need no task; one class under several names, so that stories tell them apart."""

    def __init__(self, shop: Shop, name: str) -> None:
        super().__init__(shop)
        self._name = name

    def name(self) -> str:
        return self._name

    def respond(self, context: Context) -> list[dict[str, Any]]:
        offer, context.memory.offer = context.memory.offer or {}, None
        if context.turn.is_button:  # one that says what was meant: that message is answered
            context.turn = next(iter(earlier(offer, context.turn.intent, context.turn)), context.turn)
        if tells_of_old_goods(context) or wants_back(context):
            return []
        if context.turn.intent == "contact_info" and says_who_calls(context):
            return []
        following = begins_complaint(context) or begins_wish(context)
        if following is not None:
            return [FollowupAction(following)]
        answers.respond(context.turn.intent, context)
        if offer.get("kind") == MEANING and not context.turn.is_button and not offer.get("is_old"):
            context.memory.offer = context.memory.offer or {
                **offer,
                "is_old": True,
            }  # still open for one more message
        notice_order(context)
        return []


class HandOver(ShopAction):
    def name(self) -> str:
        return "action_hand_over"

    def respond(self, context: Context) -> list[dict[str, Any]]:
        if not sends_person_away(context) and not says_who_calls(context):
            hand_over(context, reason="asked_for_person")
        offer_resume(context)
        return []


class DeskEvent(ShopAction):
    """What people did at the desk, told outside of any task; within one the form tells it."""

    def name(self) -> str:
        return "action_desk_event"

    def respond(self, context: Context) -> list[dict[str, Any]]:
        if tell_event(context) == "closed":
            offer_resume(context)
            ask_rating(context, "human_agent")
        return []


class FollowUp(ShopAction):
    def name(self) -> str:
        return "action_follow_up"

    def respond(self, context: Context) -> list[dict[str, Any]]:
        following = follow_up(context)
        return [FollowupAction(following)] if following else []


class AskBack(ShopAction):
    def name(self) -> str:
        return "action_ask_back"

    def respond(self, context: Context) -> list[dict[str, Any]]:
        following = ask_back(context)
        return [FollowupAction(following)] if following else []


def all_actions(shop: Shop) -> list[ShopAction]:
    return [
        ValidateTaskForm(shop),
        Answer(shop, "action_answer_policy"),
        Answer(shop, "action_answer_product"),
        Answer(shop, "action_answer_promotion"),
        HandOver(shop),
        DeskEvent(shop),
        FollowUp(shop),
        AskBack(shop),
    ]
