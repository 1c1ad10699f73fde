"""Words to a rating that was just given; skipping is always fine."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.questions import SKIP, Question, read_skip, read_text
from actions.rating import NO_HELP, RATE
from actions.reply import Button, payload
from actions.tasks.base import Ask, Ready, Step, Task
from actions.turn import Turn
from shop.domain.errors import NotFound

LEAST, MOST = 2, 1000  # characters of a comment
# Praise and blame may sound like these, "quick and easy" like giving up; anything else that is surely meant is another matter,
# and comes first.
_KIN = frozenset(
    {
        "complaint",
        "leave_review",
        "chitchat",
        "thank",
        "affirm",
        "deny",
        "bot_challenge",
        "stop_task",
        "goodbye",
    }
)


class Rate(Task):
    name = RATE
    resumable = False

    def plan(self, case: Case, context: Context) -> Step:
        if "words" in case.values:
            return Ready()
        zh = context.language == "zh"
        buttons = [Button("跳过" if zh else "Skip", payload("inform", choice=SKIP))]
        response = "utter_question_words_no_help"
        if case.values.get("verdict") == NO_HELP:
            buttons.append(Button("转人工" if zh else "Talk to a person", payload("human_agent")))
        else:
            response = "utter_question_words"
        return Ask(Question("words", response, _read_words, extra_buttons=buttons, free_text=True, kin=_KIN))

    def execute(self, case: Case, context: Context) -> None:
        words = case.values["words"]
        if words != SKIP:
            with suppress(NotFound):  # forgotten meanwhile
                id = case.values["feedback_id"]
                context.shop.feedback.say(id, context.conversation, words, context.by(case))
        context.reply.say("utter_rating_kept")


def _read_words(turn: Turn) -> Any:
    return read_skip(turn) or read_text(LEAST, MOST)(turn)
