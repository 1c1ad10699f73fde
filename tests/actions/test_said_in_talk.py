"""What sounds like something else than it is: a reason like a no, digits like a farewell, goods without a fault like a problem."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from actions.memory import Case
from actions.other_wishes import by_its_deed
from actions.product_query import dropped
from actions.products import same_size
from actions.questions import Option, choose
from actions.reading import CANCEL_AFTER_ALL, tells_why
from actions.recall import earlier
from actions.tasks.address_amends import amended
from actions.tasks.choose_product import told_by_look
from actions.tasks.invoice_words import plain_title
from actions.tasks.problem_words import finds_no_fault, kind_said
from actions.tasks.review_words import read_words
from actions.turn import Turn, turn_from_tracker
from shop.domain.catalogue import Product
from tests.actions.conftest import EMAIL


@pytest.mark.parametrize(
    ("text", "is_why"),
    [
        ("we just dont need two", True), ("I don't want them any more", True), ("no use for it", True), ("用不上了", True),
        ("这个我不要了", True), ("don't want it cancelled", False), ("no", False), ("leave it", False), ("不取消了", False),
        ("不退了", False), ("yes", False),
    ],
)  # fmt: skip
def test_why_goods_go_is_no_no(text: str, is_why: bool, make_turn: Callable[..., Turn]) -> None:
    assert tells_why(Case("cancel_order"), make_turn(text)) is is_why
    assert not tells_why(Case("place_order"), make_turn(text)), "to an order it is a no"


def _tracker(text: str, intent: str) -> Any:
    message = {"text": text, "intent": {"name": intent, "confidence": 0.7}, "entities": []}
    return SimpleNamespace(
        latest_message=message,
        events=[{"event": "user", "text": text, "parse_data": message}],
        sender_id="c-1",
        get_slot=lambda name: None,
        get_latest_input_channel=lambda: "rest",
    )


@pytest.mark.parametrize(
    ("text", "intent", "heard"),
    [("4586", "goodbye", "inform"), ("12-34", "stop_task", "inform"), ("88", "track_order", "track_order"),
     ("bye 88", "goodbye", "goodbye"), ("!!", "goodbye", "goodbye")],
)  # fmt: skip
def test_digits_alone_are_a_value(text: str, intent: str, heard: str) -> None:
    assert turn_from_tracker(_tracker(text, intent)).intent == heard


@pytest.mark.parametrize(
    ("text", "entities", "is_fine"),
    [
        ("they're tiny on me", {"reason": "too_small"}, True), ("just too many", {}, True), ("其实没坏，就是买多了", {}, True),
        ("too small, and one is broken", {"reason": "too_small"}, False), ("it never came", {}, False), ("hello", {}, False),
    ],
)  # fmt: skip
def test_goods_without_a_fault(
    text: str, entities: dict[str, str], is_fine: bool, make_turn: Callable[..., Turn]
) -> None:
    assert finds_no_fault(make_turn(text, "delivery_problem", **entities)) is is_fine


@pytest.mark.parametrize("text", ["it is not broken", "没坏", "nothing is broken"])
def test_what_is_not_broken_is_no_damage(text: str, make_turn: Callable[..., Turn]) -> None:
    assert kind_said(make_turn(text)) is None


@pytest.mark.parametrize("text", ["oh no, cancel it after all", "算了取消吧", "哦不 还是取消吧", "cancel it"])
def test_an_order_is_called_off_after_all(text: str) -> None:
    assert CANCEL_AFTER_ALL.fullmatch(text)


@pytest.mark.parametrize("text", ["don't cancel it", "还是别取消了", "cancel the return", "no"])
def test_an_order_is_left(text: str) -> None:
    assert not CANCEL_AFTER_ALL.fullmatch(text)


def test_a_yes_is_no_slip_of_a_name(make_turn: Callable[..., Turn]) -> None:
    options = [Option("1", "Marten Trail Running Shoes"), Option("2", "Trekker Insulated Bottle")]
    assert choose(options, make_turn("yes", "affirm")) is None
    assert choose(options, make_turn("the bottle one")) == "2"


def test_part_of_a_chinese_name_with_what_points_at_it(make_turn: Callable[..., Turn]) -> None:
    options = [Option("1", "银毫白茶"), Option("2", "夜茉莉茉莉花茶")]
    assert choose(options, make_turn("茉莉的", language="zh")) == "2"
    assert choose(options, make_turn("白茶那款", language="zh")) == "1"


@pytest.mark.parametrize(
    ("text", "more", "which"),
    [("1.7", {}, "a"), ("0.9 litres", {}, "b"), ("the white 1.7 one", {"color": "white", "is_bare": True}, "a"),
     ("the black one", {"color": "black", "is_bare": True}, "b"), ("the white one", {"color": "white", "is_bare": True}, None),
     ("100 King Street", {}, None), ("yes", {}, None)],
)  # fmt: skip
def test_goods_told_apart_by_their_look(
    text: str,
    more: dict[str, Any],
    which: str | None,
    make_turn: Callable[..., Turn],
    products: list[Product],
) -> None:
    found = told_by_look(products, make_turn(text, **more))
    assert (found.id if found else None) == which


@pytest.fixture
def products() -> list[Product]:
    """A kettle of 1.7 litres in white, and one of 0.9 in white and black."""

    def kettle(id: str, size: str, *colors: str) -> Any:
        variants = [SimpleNamespace(size=size, color=color) for color in colors]
        return SimpleNamespace(id=id, variants=variants, sizes_zh={}, name="Kettle", name_zh="水壶")

    return [kettle("a", "1.7 L", "white"), kettle("b", "0.9 L", "white", "black")]


def test_who_asks_counts_though_it_was_about_something_else(make_turn: Callable[..., Turn]) -> None:
    def said(text: str, **entities: list[str]) -> dict[str, Any]:
        return {"text": text, "entities": entities, "places": []}

    offer = {
        "kind": "meaning",
        "intents": ["track_order", "track_refund"],
        "said": [
            said("where", product=["shoes"]),
            said("ORD-1005", order_id=["ORD-1005"]),
            said(EMAIL, email=[EMAIL]),
        ],
    }
    turn = make_turn("i want a refund", "get_refund")
    assert [each.text for each in earlier(offer, "get_refund", turn)] == ["ORD-1005", EMAIL]
    assert [each.text for each in earlier(offer, "track_order", turn)] == ["where", "ORD-1005", EMAIL]
    assert earlier({}, "track_order", turn) == []


@pytest.mark.parametrize(
    ("text", "title"),
    [("Blue Harbour LLC with a u", "Blue Harbour LLC"), ("title should be Jonson Ltd with no h", "Jonson Ltd"), ("Fox with Friends Ltd", "Fox with Friends Ltd")],
)  # fmt: skip
def test_how_a_name_is_spelt_is_no_part_of_it(text: str, title: str, make_turn: Callable[..., Turn]) -> None:
    assert plain_title(make_turn(text)) == title


def test_words_of_a_review_behind_stars_and_a_blank(make_turn: Callable[..., Turn]) -> None:
    assert read_words(make_turn("五星 不滑 就是有点味道", language="zh", rating="5")) == "不滑 就是有点味道"


@pytest.mark.parametrize(
    ("text", "intent", "entities", "heard"),
    [
        ("can u cancel and refund it", "get_refund", {}, "cancel_order"),
        ("取消退款", "get_refund", {}, "cancel_order"),
        ("i cancelled it, where is the refund", "get_refund", {}, "get_refund"),
        ("上周取消的单退款", "get_refund", {}, "get_refund"),
        ("reorder my last one", "order_history", {}, "place_order"),
        ("they're tiny on me", "delivery_problem", {"reason": "too_small"}, "return_item"),
        (
            "the handle came loose",
            "delivery_problem",
            {"reason": "too_large", "category": "kitchen"},
            "delivery_problem",
        ),
    ],
)
def test_a_message_is_taken_by_its_deed(
    text: str, intent: str, entities: dict[str, str], heard: str, make_turn: Callable[..., Turn]
) -> None:
    assert by_its_deed(make_turn(text, intent, **entities)).intent == heard


def test_money_back_before_it_has_left_is_a_cancellation(converse: Any, shop: Any) -> None:
    order = next(f"ORD-{n}" for n in range(1001, 1012) if shop.orders.get(f"ORD-{n}").status == "paid")
    talk = converse(open_order=order)
    said = talk.say("i want my money back", "get_refund")
    assert said[0] == "utter_refund_by_cancelling" and said[1].startswith("utter_confirm_cancel")
    talk.press("/affirm")
    assert shop.orders.get(order).status == "cancelled"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("43", "43-46", True), ("43-46", "46", True), ("47", "43-46", False), ("43-46", "39-42", False), (None, "42", False)],
)  # fmt: skip
def test_a_size_within_a_range_is_it(one: str | None, other: str, same: bool) -> None:
    assert same_size(one, other) is same


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("改成 12号", "Via dei Tigli 12, 40125 Bologna"),
        ("just the house number 12", "Via dei Tigli 12, 40125 Bologna"),
    ],
)
def test_the_number_alone_goes_with_the_rest(text: str, part: str, make_turn: Callable[..., Turn]) -> None:
    assert amended("Via dei Tigli 24, 40125 Bologna", make_turn(text)) == part


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("how many colours", []),
        ("any colour", ["color"]),
        ("how many sizes are there", []),
        ("什么颜色都可以", ["color"]),
    ],
)
def test_how_many_is_not_any(text: str, limits: list[str], make_turn: Callable[..., Turn]) -> None:
    assert dropped(make_turn(text)) == limits
