"""Parcels that did not come, or came damaged, wrong or incomplete."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.tasks.delivery_problem import kind_said, resolution_said
from actions.tasks.problem_words import looked_for_it, says_it_again

DELIVERED, ONE_LINE, SHIPPED = "ORD-1005", "ORD-1009", "ORD-1004"


def problems(shop: Any, order_id: str) -> list[Any]:
    return [
        (p.kind, p.resolution, [(c.line, c.quantity) for c in p.lines])
        for p in shop.delivery_problems.of_order(order_id)
    ]


def test_step_by_step(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    assert talk.say("there's a problem with my delivery", "delivery_problem") == [
        "utter_question_problem_kind"
    ]
    assert talk.press('/inform{"choice": "damaged"}') == ["utter_question_problem_line"]
    assert talk.say("the shoes") == ["utter_question_problem_resolution"]
    assert talk.press('/inform{"choice": "replacement"}') == ["utter_confirm_problem_replacement"]
    assert problems(shop, DELIVERED) == []
    assert talk.say("yes", "affirm") == ["utter_problem_replacement"]
    assert problems(shop, DELIVERED) == [("damaged", "replacement", [(1, 1)])]
    assert len(shop.exchanges.of_order(DELIVERED)) == 1


def test_told_in_one_sentence_with_a_refund(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=DELIVERED)
    said = talk.say("跑鞋收到就是坏的，我要退款", "delivery_problem", reason="damaged", resolution="refund")
    assert said == ["utter_confirm_problem_refund"]
    assert talk.said["amount"] == "60.00元" or talk.said["amount"] == "60.00美元"
    assert talk.say("确定", "affirm") == ["utter_problem_refund"]
    (refund,) = shop.refunds.of_order(DELIVERED)
    assert (str(refund.amount), refund.status) == ("60.00 USD", "pending")
    (ticket,) = shop.tickets.of_order(DELIVERED)
    assert "跑鞋收到就是坏的" in ticket.summary and ticket.language == "zh"


def test_nothing_came_is_looked_into_first(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=SHIPPED)
    said = talk.say("物流显示签收了，可是我没收到", "delivery_problem")
    assert said == ["utter_confirm_problem_investigation"]
    assert talk.say("好的", "affirm") == ["utter_problem_investigation"]
    assert problems(shop, SHIPPED) == [("not_received", "investigation", [(1, 1), (2, 2)])]
    assert talk.say("没收到货", "delivery_problem") == ["utter_refused_problem_already_reported"]


def test_what_is_too_early_is_told(converse: Any) -> None:
    talk = converse(open_order=SHIPPED)
    said = talk.say("nothing came, i want my money back", "delivery_problem", resolution="refund")
    assert said == ["utter_resolution_on_its_way", "utter_confirm_problem_investigation"]


def test_lost_parcels_get_a_choice(converse: Any, clock: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    clock.move(timedelta(days=5))
    shop.access.grant_order("c-1", DELIVERED)
    assert talk.say("it says delivered but i never got it", "delivery_problem") == [
        "utter_question_problem_resolution"
    ]
    assert talk.say("just give me my money back", "get_refund") == ["utter_confirm_problem_refund"]


def test_quantity_of_a_line(converse: Any, shop: Any) -> None:
    talk = converse(open_order=DELIVERED)
    assert talk.say("only got one pair of socks", "delivery_problem", reason="missing_parts") == [
        "utter_question_problem_quantity"
    ]
    assert talk.say("1", is_bare=True) == ["utter_question_problem_resolution"]
    talk.say("please send it again")
    talk.say("yes", "affirm")
    assert problems(shop, DELIVERED) == [("missing_parts", "replacement", [(2, 1)])]


def test_yes_twice_reports_once(converse: Any, shop: Any) -> None:
    talk = converse(open_order=ONE_LINE)
    talk.say("shoes arrived torn, send new ones", "delivery_problem", reason="damaged")
    assert talk.said["response"] == "utter_confirm_problem_replacement"
    talk.say("yes", "affirm")
    talk.say("yes", "affirm")
    assert len(problems(shop, ONE_LINE)) == 1


@pytest.mark.parametrize(
    ("order_id", "response"),
    [
        ("ORD-1002", "utter_refused_not_shipped"),
        ("ORD-1006", "utter_refused_already_cancelled"),
        ("ORD-1007", "utter_refused_problem_window_closed"),
    ],
)
def test_not_possible(converse: Any, order_id: str, response: str) -> None:
    assert converse(open_order=order_id).say("it arrived broken", "delivery_problem", reason="damaged") == [
        response
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("package says delivered but i have nothing", "not_received"),
        ("显示签收了可我根本没收到", "not_received"),
        ("delivered to wrong house i think", "not_received"),
        ("my parcel arrived broken", "damaged"),
        ("玻璃罐全碎了，蜂蜜流得到处都是", "damaged"),
        ("you sent me the wrong item", "wrong_item"),
        ("寄来的根本不是我买的东西！！", "wrong_item"),
        ("only got 1 of 3", "missing_parts"),
        ("remote control missing from the tv box", "missing_parts"),
        ("少发了一件", "missing_parts"),
        ("宝贝收到了，可是少了遥控器", "missing_parts"),
        ("登山靴开胶了", "damaged"),
        ("烧水壶不通电", "damaged"),
        ("it doesn't turn on at all", "damaged"),
        ("茉莉花茶那个发成红茶了", "wrong_item"),
        ("i have a problem", None),
    ],
)
def test_kinds_in_words(make_turn: Any, text: str, kind: str | None) -> None:
    assert kind_said(make_turn(text)) == kind


@pytest.mark.parametrize(
    "text", ["just send everything again please", "send the parcel again", "send again", "重新发"]
)
def test_sending_again_is_a_replacement(make_turn: Any, text: str) -> None:
    assert resolution_said(make_turn(text, "nlu_fallback")) == "replacement"


def test_the_other_remedy_at_the_summary_is_a_correction_whatever_it_sounds_like(converse: Any) -> None:
    talk = converse(open_order="ORD-1005")
    talk.say("the trail shoes arrived broken", "delivery_problem", reason="damaged", product="trail shoes")
    summary = talk.say("send them again")
    other = talk.say("actually no, I'd rather have my money back", "get_refund", resolution="refund")
    assert summary != other and talk.memory.task.name == "delivery_problem"
    assert talk.memory.task.values["resolution"] == "refund"


@pytest.mark.parametrize(
    ("language", "says", "wish", "question"),
    [
        ("en", "the shoes came broken", "send it again please. do i have to send the broken one back?", "can I keep it?"),
        ("zh", "跑鞋收到就碎了", "嗯补发吧 碎的那个还要寄回去吗", "坏的那双要不要退回来"),
    ],
)  # fmt: skip
def test_what_becomes_of_the_old_goods_is_answered(
    converse: Any, shop: Any, language: str, says: str, wish: str, question: str
) -> None:
    talk = converse(language, open_order=DELIVERED)
    assert talk.say(says, "delivery_problem", reason="damaged") == ["utter_question_problem_resolution"]
    for said in (wish, question):
        assert talk.say(said, "return_item") == [
            "utter_own_nothing_back",
            "utter_confirm_problem_replacement",
        ]
    assert problems(shop, DELIVERED) == []
    talk.say("yes" if language == "en" else "好的", "affirm")
    assert problems(shop, DELIVERED) == [("damaged", "replacement", [(1, 1)])]


@pytest.mark.parametrize(
    ("language", "says", "never"),
    [
        ("en", "i want a replacement", "no!!! i never GOT anything. the parcel is missing"),
        ("zh", "我要换货", "不是换 东西根本没收到"),
    ],
)
def test_what_never_came_is_no_exchange(
    converse: Any, clock: Any, shop: Any, language: str, says: str, never: str
) -> None:
    talk = converse(language, open_order=DELIVERED)
    clock.move(timedelta(days=5))
    shop.access.grant_order("c-1", DELIVERED)
    assert talk.say(says, "exchange_item") == ["utter_question_exchange_line"]
    assert talk.say(never, "delivery_problem") == ["utter_confirm_problem_replacement"]


def test_an_opening_that_nothing_came_is_about_the_delivery(converse: Any, clock: Any, shop: Any) -> None:
    talk = converse("zh", open_order=DELIVERED)
    clock.move(timedelta(days=5))
    shop.access.grant_order("c-1", DELIVERED)
    said = talk.say("显示签收了但我没收到货，给我补发", "exchange_item")
    assert said == ["utter_confirm_problem_replacement"]


@pytest.mark.parametrize(
    ("language", "says", "then"),
    [
        ("en", "the socks are fine, the other one is wrong", "i dont want an investigation, just send me the right one"),
        ("zh", "袜子是对的，另一个发错了", "不要退款，把对的发给我"),
    ],
)  # fmt: skip
def test_the_other_one_was_wrong_and_is_sent_again(
    converse: Any, shop: Any, language: str, says: str, then: str
) -> None:
    talk = converse(language, open_order=DELIVERED)
    assert talk.say(says, "delivery_problem", reason="wrong_item") == ["utter_question_problem_resolution"]
    assert "investigation" not in str(talk.said["buttons"])
    assert talk.say(then, "return_item") == ["utter_confirm_problem_replacement"]
    talk.say("yes" if language == "en" else "好的", "affirm")
    assert problems(shop, DELIVERED) == [("wrong_item", "replacement", [(1, 1)])]


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "what is an investigation good for?"), ("zh", "核查要多久啊")],
)
def test_what_is_asked_about_is_not_chosen(
    converse: Any, clock: Any, shop: Any, language: str, question: str
) -> None:
    talk = converse(language, open_order=DELIVERED)
    clock.move(timedelta(days=5))
    shop.access.grant_order("c-1", DELIVERED)
    talk.say("it never came" if language == "en" else "没收到货", "delivery_problem")
    said = talk.say(question, "nlu_fallback")
    assert said == ["utter_own_investigation", "utter_question_problem_resolution"]


@pytest.mark.parametrize(
    ("text", "resolution"),
    [
        ("i want a replacement, not a refund", "replacement"),
        ("不要退款 补发", "replacement"),
        ("how long would an investigation take?", None),
        ("can't you just send it again", "replacement"),
        ("why don't you look into it", None),
        ("please look into it", "investigation"),
        ("i want to send it back", None),
    ],
)
def test_resolutions_ruled_out_or_asked_about(make_turn: Any, text: str, resolution: str | None) -> None:
    assert resolution_said(make_turn(text)) == resolution


@pytest.mark.parametrize(
    ("language", "question"), [("en", "so is the wrong one mine to keep?"), ("zh", "那碎的要不要寄回")]
)
def test_the_old_goods_are_asked_about_afterwards(converse: Any, language: str, question: str) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("the shoes came broken, send them again", "delivery_problem", reason="damaged")
    talk.say("yes", "affirm")
    assert talk.say(question, "return_item") == ["utter_own_nothing_back"]


@pytest.mark.parametrize(
    ("text", "resolution"),
    [
        ("how long will a refund take", None),
        ("退款要多久", None),
        ("how about a refund", "refund"),
        ("how do I get a refund", "refund"),
        ("退款吧", "refund"),
    ],
)
def test_a_refund_asked_about_is_not_chosen(make_turn: Any, text: str, resolution: str | None) -> None:
    assert resolution_said(make_turn(text, resolution="refund")) == resolution
    assert resolution_said(make_turn(text, "get_refund")) == resolution


def nothing_came(converse: Any, clock: Any, language: str) -> Any:
    """A conversation at the choice of what is to be done about a parcel that never came."""
    clock.move(timedelta(days=4))
    talk = converse(language, open_order=DELIVERED)
    said = talk.say(
        "显示签收了可我没收到" if language == "zh" else "it says delivered, i got nothing", "delivery_problem"
    )
    assert said == ["utter_question_problem_resolution"]
    return talk


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("zh", ["问过邻居了 没有", "两样都没有", "我真的没收到"]),
        ("en", ["i asked the neighbours, nothing", "neither of them came", "nobody has seen it", "I never got it"]),
    ],
)  # fmt: skip
def test_what_is_told_further_is_noted(
    converse: Any, shop: Any, clock: Any, language: str, texts: list[str]
) -> None:
    talk = nothing_came(converse, clock, language)
    for text in texts:
        assert talk.say(text, "nlu_fallback") == ["utter_noted", "utter_question_problem_resolution"]
    talk.press('/inform{"choice": "refund"}')
    talk.say("yes", "affirm")
    (problem,) = shop.delivery_problems.of_order(DELIVERED)
    (ticket,) = shop.tickets.of_order(DELIVERED)
    assert texts[0] in ticket.summary and problem.resolution == "refund"


@pytest.mark.parametrize(
    "text", ["have you asked the neighbours?", "问过邻居了吗", "好的", "a refund please"]
)
def test_other_messages_are_no_search(make_turn: Any, text: str) -> None:
    assert not looked_for_it(make_turn(text))


@pytest.mark.parametrize(
    ("language", "text", "response"),
    [
        ("en", "what happens now?", "utter_own_choices"),
        ("en", "how long does each take", "utter_own_choices"),
        ("zh", "现在怎么办", "utter_own_choices"),
        ("en", "how long will a refund take", "utter_own_refund"),
        ("zh", "退款要多久", "utter_own_refund"),
        ("en", "how long does a replacement take", "utter_own_parcel_time"),
        ("zh", "补发要多久", "utter_own_parcel_time"),
    ],
)
def test_the_choices_are_explained(
    converse: Any, clock: Any, language: str, text: str, response: str
) -> None:
    talk = nothing_came(converse, clock, language)
    entities = {"resolution": "refund"} if response == "utter_own_refund" else {}
    assert talk.say(text, "refund_policy", **entities) == [response, "utter_question_problem_resolution"]
    if response == "utter_own_choices":
        assert "7" in talk.replies[0]["choices"] and talk.replies[0]["choices"].count("•") == 3


def test_a_person_is_still_called_at_the_choice(converse: Any, clock: Any) -> None:
    talk = nothing_came(converse, clock, "en")
    assert talk.say("I never got it, let me talk to a person", "human_agent") == ["utter_handed_over"]


@pytest.mark.parametrize(("language", "text"), [("en", "do you need a photo?"), ("zh", "要拍照吗")])
def test_whether_pictures_are_wanted(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=ONE_LINE)
    talk.say("鞋子破了" if language == "zh" else "the shoes are torn", "delivery_problem", reason="damaged")
    assert talk.say(text, "contact_info") == ["utter_own_no_photo", "utter_question_problem_resolution"]
    talk.press('/inform{"choice": "replacement"}')
    assert talk.say(text, "contact_info") == ["utter_own_no_photo", "utter_confirm_problem_replacement"]


@pytest.mark.parametrize(
    ("language", "text", "yes"),
    [
        ("en", "send me the right one", "utter_problem_replacement"),
        ("zh", "重新给我发对的", "utter_problem_replacement"),
        ("en", "can you send me the right one?", "utter_not_understood_here"),
        ("zh", "重新给我发对的吗", "utter_not_understood_here"),
    ],
)
def test_what_the_summary_does_said_again_is_a_yes(
    converse: Any, shop: Any, language: str, text: str, yes: str
) -> None:
    talk = converse(language, open_order=ONE_LINE)
    wrong = "发错货了 补发" if language == "zh" else "you sent the wrong ones, send a replacement"
    assert talk.say(wrong, "delivery_problem", reason="wrong_item") == ["utter_confirm_problem_replacement"]
    assert talk.say(text)[0] == yes
    assert len(problems(shop, ONE_LINE)) == (yes == "utter_problem_replacement")


def test_the_same_message_twice_is_no_yes(make_turn: Any) -> None:
    assert says_it_again(make_turn("补发一个新的给我"), "replacement")
    assert not says_it_again(make_turn("补发一个新的给我", before=("补发一个新的给我",)), "replacement")
    assert not says_it_again(make_turn("补发一个新的给我"), "refund")


@pytest.mark.parametrize(
    ("language", "text"), [("en", "you sent the wrong item"), ("zh", "茉莉花茶那个发成红茶了")]
)
def test_what_is_wrong_told_again(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=ONE_LINE)
    talk.say("发错货了" if language == "zh" else "wrong item", "delivery_problem", reason="wrong_item")
    assert talk.say(text) == ["utter_noted", "utter_question_problem_resolution"]
