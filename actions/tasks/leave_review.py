"""Stars and words about something that was delivered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.questions import SKIP, Question, read_skip, read_text
from actions.reply import Button, payload
from actions.tasks.base import Ask, Confirm, Step
from actions.tasks.line_task import LineTask
from actions.tasks.lines import line_options
from actions.tasks.review_words import (
    MOST_WORDS,
    NO_REVIEW,
    gives_other_words,
    is_other_rating,
    other_rating_with_words,
    read_rating,
    read_words,
    says_stars,
    submits,
    tells_opinion,
)
from actions.tasks.wishes import line_named
from actions.turn import Turn
from actions.wording import item_label
from shop.domain.errors import Refused

LONGEST_YES = 4  # characters
SHORTEST_ADDITION = 4  # characters of a sentence that is added to a review at its summary
# What a sentence about the goods is taken for where the summary was shown.
_PLAIN = frozenset({"inform", "nlu_fallback", "chitchat", "out_of_scope", "product_info"})
REVIEW_KIN = frozenset(
    {"complaint", "thank", "chitchat", "product_info", "delivery_problem", "out_of_scope", "membership",
     "track_order", "size_guide", "warranty", "search_product", "recommend_product", "greet"}
)  # fmt: skip
# What a review may sound like by itself: "would buy again", "came in two days".
WORDS_KIN = REVIEW_KIN | {
    "place_order", "return_item", "exchange_item", "check_stock", "compare_products", "delivery_period",
    "delivery_cost", "delivery_options", "price_protection", "promotion", "goodbye", "bot_challenge",
}  # fmt: skip


class LeaveReview(LineTask):
    name = "leave_review"
    details = ("rating", "words")

    def plan_details(self, case: Case, context: Context) -> Step:
        values = case.values
        order = context.shop.orders.get(values["order_id"])
        self.catch_up(case, order, context)
        lines = context.shop.reviews.reviewable(order.id)
        if not lines:
            code = "already_reviewed" if order.status == "delivered" else "not_reviewable"
            raise Refused(code, order_id=order.id)
        if len(lines) == 1:
            values["line"] = str(lines[0].line)
        line = next((each for each in lines if str(each.line) == values.get("line")), None)
        if line is None:
            return Ask(_line_question(lines, context))
        item = item_label(line, context.language)
        if not values.get("rating"):
            return Ask(_rating_question(item, context))
        if not values.get("words"):
            return Ask(_words_question(item, context))
        return Confirm(
            "utter_confirm_review",
            {
                "order_id": order.id,
                "item": item,
                "rating": values["rating"],
                "words": "–" if values["words"] == SKIP else values["words"],
            },
        )

    def read_wording(self, case: Case, order: Any, turn: Turn, context: Context) -> None:
        values = case.values
        corrected = other_rating_with_words(turn) if case.asked in ("words", "confirmation") else None
        if corrected:
            values["rating"], values["words"] = corrected
            return
        if case.asked == "words":  # all of the message is the review, unless it is other stars alone
            if is_other_rating(turn):
                values["rating"] = read_rating(turn)
            return
        named = line_named(order.lines, turn) if len(order.lines) > 1 else None
        if named:
            values["line"] = named
        rating = read_rating(turn) if case.asked != "line" or says_stars(turn) else None
        if rating:
            values["rating"] = rating
        words = read_words(turn)
        if words:
            values["words"] = words
        elif rating is None and (
            (case.asked == "rating" and named is None and tells_opinion(turn))
            or (case.asked == "confirmation" and _says_more(turn))
        ):
            before = values.get("words")
            values["words"] = turn.text if before in (None, SKIP) else f"{before} {turn.text}"[:MOST_WORDS]

    def own_sense(self, case: Case, turn: Turn) -> Turn:
        """What is said of the goods before the stars is the review's, and no question about them; "submit" is a yes to its summary."""
        if case.asked == "rating" and turn.intent in REVIEW_KIN | _PLAIN and tells_opinion(turn):
            return replace(turn, intent="inform")
        if case.asked == "confirmation" and submits(turn):
            return replace(turn, intent="affirm")
        return turn

    def note(self, case: Case, turn: Turn, context: Context) -> bool:
        changed = super().note(case, turn, context)
        return changed or (
            case.asked == "confirmation" and is_other_rating(turn)
        )  # the same stars said again are understood, too

    def speaks_of_it(self, turn: Turn) -> bool:
        return not turn.is_button and gives_other_words(turn)

    def store(self, case: Case, question: Question, value: Any, context: Context) -> None:
        if question.name != "words" or other_rating_with_words(context.turn) is None:  # noted already
            super().store(case, question, value, context)

    def execute(self, case: Case, context: Context) -> None:
        values = case.values
        order = context.shop.orders.get(values["order_id"])
        words = "" if values["words"] == SKIP else values["words"]
        made = context.shop.reviews.leave(
            order.id, int(values["line"]), int(values["rating"]), words, context.by(case, order.customer_id)
        )
        item = item_label(order.line(made.line), context.language)
        context.reply.say("utter_review_made", item=item, rating=made.rating, review_id=made.id)


def _says_more(turn: Turn) -> bool:
    """Whether a sentence at the summary is more about the goods: neither a yes nor a no, nor a question."""
    if turn.is_button or turn.entities or turn.says_yes or turn.says_no or turn.intent not in _PLAIN:
        return False
    return len(turn.text.strip()) >= SHORTEST_ADDITION and not NO_REVIEW.search(turn.text)


def _line_question(lines: Any, context: Context) -> Question:
    def read(turn: Turn) -> str | None:
        return line_named(lines, turn)

    return Question(
        "line",
        "utter_question_review_line",
        read,
        options=line_options(lines, context, with_all=False),
        kin=REVIEW_KIN,
    )


def _rating_question(item: str, context: Context) -> Question:
    buttons = [Button("★" * stars, payload("inform", choice=str(stars))) for stars in (5, 4, 3, 2, 1)]

    def read(turn: Turn) -> int | None:
        choice = turn.first("choice")
        return int(choice) if choice in ("1", "2", "3", "4", "5") else read_rating(turn)

    return Question(
        "rating",
        "utter_question_review_rating",
        read,
        facts={"item": item},
        extra_buttons=buttons,
        kin=REVIEW_KIN,
    )


def _words_question(item: str, context: Context) -> Question:
    button = Button("不写了" if context.language == "zh" else "Skip", payload("inform", choice=SKIP))
    text = read_text(2, MOST_WORDS)

    def read(turn: Turn) -> str | None:
        bare_yes = turn.says_yes and len(turn.text) <= LONGEST_YES  # whatever it agrees to, it is no review
        if submits(turn):
            return SKIP
        return None if bare_yes or is_other_rating(turn) else read_skip(turn) or text(turn)

    return Question(
        "words", "utter_question_review_words", read,
        facts={"item": item}, extra_buttons=[button], kin=WORDS_KIN, free_text=True,
    )  # fmt: skip
