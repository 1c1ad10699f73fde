"""The account: history, membership, changes, closing it; newsletter and complaints."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def known(converse: Any, shop: Any, last_code: Any) -> Any:
    """A conversation whose customer has proven who it is."""

    def start(customer_id: str, language: str = "en") -> Any:
        name = f"of-{customer_id}"
        shop.access.request_code(name, shop.accounts.get(customer_id).email)
        shop.access.verify_code(name, last_code())
        return converse(language, name=name)

    return start


def test_the_history_needs_a_code(converse: Any, shop: Any, last_code: Any) -> None:
    talk = converse("zh")
    email = shop.accounts.get("CUS-18").email
    assert talk.say("看看我都有哪些订单", "order_history") == ["utter_question_email_for_code"]
    assert talk.say(email, email=email, is_bare=True) == ["utter_code_sent", "utter_question_code"]
    assert talk.say("000000") == ["utter_code_failed", "utter_question_code"]
    assert talk.say(last_code()) == ["utter_order_history"]
    assert talk.memory.focus.orders == ["ORD-1059", "ORD-1060"] and "ORD-1060" in talk.said["orders"]
    assert talk.say("第二个", order_ref="second", is_bare=True) == ["utter_what_about_order"]
    assert talk.said["order_id"] == "ORD-1060"


def test_a_stranger_and_an_account_without_orders_hear_the_same(converse: Any, last_code: Any) -> None:
    talk = converse()
    talk.say("my orders", "order_history")
    talk.say("nobody@example.com", email="nobody@example.com")
    assert talk.say(last_code()) == ["utter_no_orders"]


def test_the_levels_are_no_secret(converse: Any, shop: Any, last_code: Any) -> None:
    talk = converse()
    assert talk.say("what are your member levels?", "membership") == ["utter_membership_rules"]
    assert talk.memory.task is None
    assert talk.say("yes please", "affirm") == ["utter_question_email_for_code"]
    email = shop.accounts.get("CUS-34").email
    talk.say(email, email=email)
    said = talk.say(last_code())
    points = str(shop.accounts.get("CUS-34").points)
    assert said == ["utter_membership_own"] and talk.replies[0]["points"] == points


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "how many points do i have"),
        ("en", "what's my current tier"),
        ("zh", "我现在是几级会员"),
        ("zh", "帮我查下积分"),
        ("zh", "我有多少积分"),
        ("zh", "我现在是什么会员啊"),
        ("zh", "我还差多少升级"),
    ],
)
def test_ones_own_points_need_a_code(converse: Any, language: str, text: str) -> None:
    assert converse(language).say(text, "membership") == ["utter_question_email_for_code"]


@pytest.mark.parametrize(
    ("text", "entities", "field", "value"),
    [
        ("update my phone number pls", {}, "phone", "+8613800009876"),
        ("my phone is now +86 138 0000 9876", {"phone": "+8613800009876"}, "phone", "+8613800009876"),
        ("change the e-mail of my account", {}, "email", "new.one@example.org"),
        (
            "change my email to new.one@example.org",
            {"email": "new.one@example.org"},
            "email",
            "new.one@example.org",
        ),
        ("got married, need to change my last name", {}, "name", "Mia Kowalczyk"),
    ],
)
def test_an_account_is_edited(
    known: Any, shop: Any, text: str, entities: dict[str, str], field: str, value: str
) -> None:
    talk = known("CUS-38")
    said = talk.say(text, "edit_account", **entities)
    if said == [f"utter_question_new_{field}"]:
        said = talk.say(value, **({field: value} if field != "name" else {}))
    assert said == ["utter_confirm_edit_account"] and talk.said["value"] == value
    before = getattr(shop.accounts.get("CUS-38"), field)
    assert before != value, "nothing happens before the yes"
    assert talk.say("yes", "affirm") == ["utter_account_edited"]
    assert getattr(shop.accounts.get("CUS-38"), field) == value


def test_a_new_email_is_not_taken_for_the_proof(converse: Any, shop: Any) -> None:
    talk = converse()
    said = talk.say("change my email to thief@example.org", "edit_account", email="thief@example.org")
    assert said == ["utter_question_email_for_code"]
    assert talk.memory.task.values.get("email") is None


def test_values_that_cannot_be_are_asked_again(known: Any) -> None:
    talk = known("CUS-38")
    talk.say("change my phone", "edit_account")
    assert talk.say("12345678901234567890", phone="12345678901234567890") == [
        "utter_phone_not_usable",
        "utter_question_new_phone",
    ]


def test_a_taken_email_is_refused(known: Any, shop: Any) -> None:
    talk = known("CUS-38")
    taken = shop.accounts.get("CUS-18").email
    talk.say("change my email", "edit_account")
    talk.say(taken, email=taken)
    assert talk.say("yes", "affirm") == ["utter_refused_email_taken"]


def test_passwords_are_not_for_the_chat(converse: Any) -> None:
    talk = converse("zh")
    assert talk.say("想改密码", "edit_account") == ["utter_policy"] and talk.memory.task is None


def test_the_language_of_the_account(known: Any, shop: Any) -> None:
    talk = known("CUS-38", "zh")
    assert talk.say("账户语言想换成英文", "edit_account") == ["utter_confirm_edit_account"]
    talk.say("对", "affirm")
    assert shop.accounts.get("CUS-38").language == "en"


def test_closing_names_what_is_lost(converse: Any, shop: Any, last_code: Any) -> None:
    talk = converse()
    assert talk.say("delete my account", "delete_account") == [
        "utter_what_closing_means",
        "utter_question_email_for_code",
    ]
    email = shop.accounts.get("CUS-40").email
    assert talk.say(email, email=email) == ["utter_code_sent", "utter_question_code"]
    assert talk.say(last_code()) == ["utter_confirm_delete_account"]
    assert talk.said["points"] == str(shop.accounts.get("CUS-40").points)
    assert shop.accounts.get("CUS-40").deleted_at is None
    assert talk.say("yes", "affirm") == ["utter_account_deleted"]
    gone = shop.accounts.get("CUS-40")
    assert gone.deleted_at is not None and gone.email != email


def test_open_orders_keep_an_account_open(known: Any, shop: Any) -> None:
    talk = known("CUS-33", "zh")
    assert talk.say("注销我的账号", "delete_account") == ["utter_account_has_open_orders"]
    assert "ORD-1078" in talk.said["orders"] and shop.accounts.get("CUS-33").deleted_at is None


@pytest.mark.parametrize(
    ("language", "text", "direction"),
    [
        ("en", "sign me up for the newsletter", "subscribe"),
        ("en", "i'd like to recieve your newsletter", "subscribe"),
        ("en", "unsubscribe", "unsubscribe"),
        ("en", "stop sending me emails", "unsubscribe"),
        ("zh", "我想订阅你们的邮件", "subscribe"),
        ("zh", "别给我发短信了", "unsubscribe"),
        ("zh", "取消訂閱", "unsubscribe"),
    ],
)
def test_the_newsletter(
    converse: Any, shop: Any, last_code: Any, language: str, text: str, direction: str
) -> None:
    talk = converse(language)
    assert talk.say(text, "newsletter") == ["utter_question_email_for_code"]
    talk.say("kay@example.com", email="kay@example.com")
    assert not shop.accounts.is_subscribed("kay@example.com")
    assert talk.say(last_code()) == [f"utter_confirm_{direction}"]
    assert talk.say("yes", "affirm") == [f"utter_{direction}d"]
    assert shop.accounts.is_subscribed("kay@example.com") is (direction == "subscribe")


def test_nobody_unsubscribes_another(converse: Any, shop: Any) -> None:
    email = shop.accounts.get("CUS-40").email
    talk = converse()
    talk.say("unsubscribe", "newsletter")
    assert talk.say(email, email=email)[-1] == "utter_question_code"
    assert talk.say("yes", "affirm")[-1] == "utter_question_code"


def test_a_bare_newsletter_asks_which_way(converse: Any, shop: Any, last_code: Any) -> None:
    talk = converse()
    talk.say("newsletter", "newsletter")
    talk.say("kay@example.com", email="kay@example.com")
    assert talk.say(last_code()) == ["utter_question_newsletter"]
    talk.press('/inform{"choice": "subscribe"}')
    assert talk.say("no", "deny") == ["utter_left_as_it_was"]
    assert not shop.accounts.is_subscribed("kay@example.com")


def mine(shop: Any) -> list[Any]:
    """The tickets that this conversation has opened."""
    return [ticket for ticket in shop.tickets.waiting() if ticket.conversation == "c-1"]


@pytest.mark.parametrize(("language", "text"), [("en", "i want to make a complaint"), ("zh", "我要投诉")])
def test_a_bare_complaint_is_asked_about(converse: Any, shop: Any, language: str, text: str) -> None:
    talk = converse(language)
    assert talk.say(text, "complaint") == ["utter_question_complaint"]
    story = "your courier shouted at me because of the parcel"
    assert talk.say(story, "delivery_problem") == [
        "utter_complaint_heard",
        "utter_handed_over",
        "utter_complaint_order_wanted",
    ]
    (ticket,) = mine(shop)
    assert (ticket.kind, ticket.status) == ("complaint", "open") and story in ticket.summary


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "the woman on your hotline hung up on me"), ("zh", "打了八个电话没人接，你们还做不做生意")],
)
def test_a_story_becomes_a_ticket_once_the_customer_wants_it(
    converse: Any, shop: Any, language: str, text: str
) -> None:
    talk = converse(language)
    assert talk.say(text, "complaint") == ["utter_confirm_complaint"] and not mine(shop)
    assert talk.say("yes" if language == "en" else "好的", "affirm") == [
        "utter_complaint_heard",
        "utter_handed_over",
    ]
    assert text in shop.tickets.get(talk.said["ticket_id"]).summary
    assert talk.memory.task is None, "the conversation goes on"


@pytest.mark.parametrize(
    ("language", "text", "more"),
    [
        ("en", "I want to complain about your rude delivery driver", ""),
        ("zh", "我要投诉你们的快递员 他冲我大喊大叫", ""),
        ("en", "the man on your hotline shouted at me for ten minutes", "and he laughed at my name as well"),
        ("zh", "你们客服挂我电话还骂人 太过分了", "后来又打了三次都不接电话"),
    ],
)
def test_a_complaint_that_is_demanded_needs_no_question(
    converse: Any, shop: Any, language: str, text: str, more: str
) -> None:
    talk = converse(language)
    said = talk.say(text, "complaint")
    if more:  # what is told before the yes goes along
        assert said == ["utter_confirm_complaint"] and talk.say(more, "inform") == ["utter_confirm_complaint"]
        talk.say("yes" if language == "en" else "好的", "affirm")
    (ticket,) = mine(shop)
    assert ticket.kind == "complaint" and text in ticket.summary and more in ticket.summary


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "you suck at this"),
        ("zh", "垃圾平台"),
        ("zh", "你也太差了"),
    ],
)
def test_mere_anger_opens_no_ticket(converse: Any, shop: Any, language: str, text: str) -> None:
    talk = converse(language)
    assert talk.say(text, "complaint") == ["utter_offer_complaint"]
    assert talk.memory.task is None and not mine(shop)
    assert talk.say("yes" if language == "en" else "好的", "affirm") == ["utter_question_complaint"]
    assert talk.say("just kidding" if language == "en" else "开玩笑的啦", "inform") == ["utter_task_stopped"]
    assert not mine(shop)


@pytest.mark.parametrize(
    ("language", "text", "order"),
    [
        (
            "en",
            "I want to complain, the courier threw my box over the fence and it is soaked",
            "it was ORD-1009",
        ),
        ("zh", "我要投诉 快递员把东西扔门口 都湿了", "是ORD-1009这单"),
    ],
)
def test_harmed_goods_are_seen_to_beside_the_complaint(
    converse: Any, shop: Any, language: str, text: str, order: str
) -> None:
    talk = converse(language)
    assert talk.say(text, "complaint") == [
        "utter_complaint_heard",
        "utter_handed_over",
        "utter_complaint_goods",
    ]
    assert talk.say(order, order_id="ORD-1009") == ["utter_question_proof"]
    assert talk.memory.task is not None and talk.memory.task.values["kind"] == "damaged"


def test_an_address_is_a_yes_to_looking_up_the_points(converse: Any, shop: Any) -> None:
    talk = converse()
    talk.say("what are your member levels?", "membership")
    email = shop.accounts.get("CUS-34").email
    assert talk.say(email, email=email, is_bare=True) == ["utter_code_sent", "utter_question_code"]


@pytest.mark.parametrize(
    ("language", "wish", "both", "name"),
    [
        ("en", "change my name and my email", "email to m@new.example.org, name to Mia Lee", "Mia Lee"),
        ("zh", "我想改一下账户的姓名和邮箱", "姓名改成罗小青，邮箱改成m@new.example.org", "罗小青"),
    ],
)
def test_the_second_of_two_changes_is_not_dropped(
    language: str, wish: str, both: str, name: str, known: Any, shop: Any
) -> None:
    talk = known("CUS-38", language)
    assert talk.say(wish, "edit_account") == ["utter_question_new_email"]
    assert talk.say(both, email="m@new.example.org") == ["utter_confirm_edit_account"]
    assert talk.say("yes", "affirm") == ["utter_account_edited", "utter_offer_next"]
    assert talk.say("yes", "affirm") == ["utter_confirm_edit_account"]
    assert talk.said["value"] == name
    talk.say("yes", "affirm")
    account = shop.accounts.get("CUS-38")
    assert (account.email, account.name) == ("m@new.example.org", name)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [("en", "change the text to: never slips", "never slips"), ("zh", "内容改成：厚实又防滑", "厚实又防滑")],
)
def test_other_words_for_a_review_are_no_change_of_an_order(
    language: str, text: str, words: str, converse: Any
) -> None:
    talk = converse(language, open_order="ORD-1073")
    talk.say("5 stars", "leave_review", rating="5")
    assert talk.say("very soft", "thank") == ["utter_confirm_review"]
    assert talk.say(text, "change_order") == ["utter_confirm_review"]
    assert talk.said["words"] == words
