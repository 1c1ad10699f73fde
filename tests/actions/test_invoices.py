"""Invoices asked for, changed and looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.tasks.invoice_words import plain_title, read_invoice_words
from tests.actions.conftest import EMAIL

PAID = "ORD-1002"
LAST_FOUR = "0143"  # of the phone number
TAX_ID = "91310000MA1FL8XQ30"


def invoices(shop: Any, order_id: str = PAID) -> list[tuple[str, str | None, str]]:
    return [(i.title, i.tax_id, i.email) for i in shop.invoices.of_order(order_id)]


def test_personal(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    assert talk.say("i need an invoice", "get_invoice") == ["utter_question_invoice_kind"]
    assert talk.press('/inform{"choice": "personal"}') == ["utter_confirm_invoice"]
    assert (talk.said["title"], talk.said["email"]) == ("Ann Lee", EMAIL)
    assert invoices(shop) == []
    assert talk.say("yes", "affirm") == ["utter_invoice_made"]
    assert invoices(shop) == [("Ann Lee", None, EMAIL)]


def test_company_step_by_step(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=PAID)
    assert talk.say("帮我开个发票，抬头写公司", "get_invoice") == ["utter_question_invoice_title"]
    assert talk.say("上海晨星贸易有限公司") == ["utter_question_invoice_tax_id"]
    assert talk.say(TAX_ID) == ["utter_confirm_invoice"]
    assert talk.say("发到 acc@example.org", email="acc@example.org") == ["utter_confirm_invoice"]
    assert talk.say("确认", "affirm") == ["utter_invoice_made"]
    assert invoices(shop) == [("上海晨星贸易有限公司", TAX_ID, "acc@example.org")]


def test_all_in_one_message(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=PAID)
    text = f"开发票，抬头：上海晨星贸易有限公司，税号：{TAX_ID}"
    assert talk.say(text, "get_invoice") == ["utter_confirm_invoice"]
    assert (talk.said["title"], talk.said["tax_id"]) == ("上海晨星贸易有限公司", TAX_ID)


def test_a_school_has_no_tax_number(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=PAID)
    talk.say("开票，普票，单位：县第二小学", "get_invoice")
    assert talk.said["response"] == "utter_question_invoice_tax_id"
    assert talk.say("没有税号", "deny") == ["utter_confirm_invoice"]
    talk.say("好", "affirm")
    assert invoices(shop) == [("县第二小学", None, EMAIL)]


def test_wrong_tax_number_is_asked_anew(converse: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("company invoice please, made out to Northwind Ltd", "get_invoice")
    assert talk.said["response"] == "utter_question_invoice_tax_id"
    assert talk.say("tax number is 12-_;DROP TABLE 3") in (
        ["utter_not_understood_here", "utter_question_invoice_tax_id"],
        ["utter_tax_id_invalid", "utter_question_invoice_tax_id"],
        ["utter_confirm_invoice"],
    )


def test_a_correction_of_the_title(converse: Any, shop: Any) -> None:
    talk = converse("zh", open_order=PAID)
    talk.say("开个人发票", "get_invoice")
    assert talk.said["title"] == "Ann Lee"
    assert talk.say("抬头改成李安") == ["utter_confirm_invoice"]
    assert talk.said["title"] == "李安"


def test_changing_the_invoice_there_is(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("personal invoice please", "get_invoice")
    talk.say("yes", "affirm")
    assert talk.say("the invoice is wrong", "get_invoice") == ["utter_question_invoice_kind_change"]
    said = talk.say("made out to Northwind Ltd, VAT DE123456789")
    assert said == ["utter_confirm_invoice_change"]
    assert talk.say("yes", "affirm") == ["utter_invoice_changed"]
    assert invoices(shop) == [("Northwind Ltd", "DE123456789", EMAIL)]


@pytest.mark.parametrize(
    ("order_id", "code"),
    [("ORD-1001", "not_paid"), ("ORD-1006", "already_cancelled"), ("ORD-1007", "invoice_window_closed")],
)
def test_not_possible(converse: Any, order_id: str, code: str) -> None:
    assert converse(open_order=order_id).say("invoice please", "get_invoice") == [f"utter_refused_{code}"]


def test_looking_at_invoices(converse: Any, shop: Any) -> None:
    talk = converse(open_order=PAID)
    assert talk.say("where is my invoice", "check_invoice") == ["utter_no_invoice"]
    assert talk.said["buttons"][0]["payload"] == '/get_invoice{"order_id": "ORD-1002"}'
    talk.say("personal invoice please", "get_invoice")
    talk.say("yes", "affirm")
    assert talk.say("show me my invoice", "check_invoice") == ["utter_invoice_found"]
    assert talk.said["title"] == "Ann Lee"


@pytest.mark.parametrize(
    ("text", "title", "tax_id"),
    [
        ("抬头：上海晨星贸易有限公司 税号：91310000MA1FL8XQ30", "上海晨星贸易有限公司", TAX_ID),
        ("made out to Northwind Ltd, VAT number DE 123456789", "Northwind Ltd", "DE 123456789"),
        ("i need an invoice", None, None),
        ("抬头写公司", None, None),
        ("抬头写错了，抬头改成晨星贸易有限公司", "晨星贸易有限公司", None),
        ("发票抬头改成个人", None, None),
    ],
)
def test_words(make_turn: Any, text: str, title: str | None, tax_id: str | None) -> None:
    found = read_invoice_words(make_turn(text))
    assert (found.get("title"), found.get("tax_id")) == (title, tax_id)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("our company is called Northwind Ltd", "Northwind Ltd"),
        ("上海晨星贸易有限公司，税号91310000MA1FL8XQ30", "上海晨星贸易有限公司"),
        ("公司名称是晨星贸易", "晨星贸易"),
        ("make that Lantern Street Design Limited", "Lantern Street Design Limited"),
        ("换为晨星贸易有限公司", "晨星贸易有限公司"),
        ("用友网络有限公司", "用友网络有限公司"),
        ("12", None),
    ],
)
def test_plain_title(make_turn: Any, text: str, title: str | None) -> None:
    assert plain_title(make_turn(text)) == title


@pytest.mark.parametrize("words", ["should be", "is", "has to be", ":"])
def test_a_correction_of_the_tax_number(converse: Any, words: str) -> None:
    talk = converse(open_order=PAID)
    talk.say("invoice made out to Northwind Ltd, VAT DE123456789", "get_invoice")
    assert talk.said["tax_id"] == "DE123456789"
    assert talk.say(f"sorry, the VAT number {words} DE987654321") == ["utter_confirm_invoice"]
    assert talk.said["tax_id"] == "DE987654321"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("开张票，抬头杭州云帆科技有限公司，税号91330100MA27XX0012", "杭州云帆科技有限公司"),
        ("发到我们财务 caiwu@yunfan.example", None),
        ("please send it to our accounts, acc@harbor.example", None),
        ("sunrise@corp.example", None),
        ("Harbor Ltd, send it to acc@harbor.example", "Harbor Ltd"),
    ],
)
def test_where_it_is_sent_is_not_to_whom_it_is_made_out(text: str, title: str | None, make_turn: Any) -> None:
    assert plain_title(make_turn(text)) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("等下，还是开公司吧，上海云帆贸易有限公司", "上海云帆贸易有限公司"),
        ("北京大山科技有限公司，谢谢", "北京大山科技有限公司"),
        ("no wait, make it the company, Northwind Trading, Inc.", "Northwind Trading, Inc."),
        ("Smith, Jones & Co", "Smith, Jones & Co"),
    ],
)
def test_the_words_around_a_name_are_no_part_of_it(text: str, title: str, make_turn: Any) -> None:
    assert plain_title(make_turn(text)) == title


def test_where_the_invoice_goes_is_no_proof(converse: Any, shop: Any) -> None:
    talk = converse()
    text = "invoice for ORD-1002, personal, send it to acc@example.org"
    said = talk.say(text, "get_invoice", order_id=PAID, email="acc@example.org")
    assert said == ["utter_question_proof"], "no try is spent on it"
    assert talk.say(EMAIL, email=EMAIL, is_bare=True) == ["utter_confirm_invoice"]
    assert talk.said["email"] == "acc@example.org"


def test_the_end_of_the_phone_number_goes_before_an_address(converse: Any) -> None:
    talk = converse("zh")
    text = f"ORD-1002开票，个人，发到acc@example.org，手机尾号{LAST_FOUR}"
    assert talk.say(text, "get_invoice", order_id=PAID, email="acc@example.org") == ["utter_confirm_invoice"]
    assert talk.said["email"] == "acc@example.org"


@pytest.mark.parametrize(("text", "language"), [("個人", "zh"), ("personal", "en")])
def test_an_option_that_sounds_like_a_wish_for_a_person(text: str, language: str, converse: Any) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("invoice please", "get_invoice")
    assert talk.say(text, "human_agent") == ["utter_confirm_invoice"]
    assert talk.say("let me talk to a person", "human_agent") == ["utter_handed_over"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("抬头少了个字 杭州灯笼街装饰设计有限公司", "杭州灯笼街装饰设计有限公司"),
        ("抬头打错了，应该是杭州灯笼街装饰设计有限公司", "杭州灯笼街装饰设计有限公司"),
        ("the title is missing a word, Northwind Trading Ltd", "Northwind Trading Ltd"),
        ("there's a word missing: Northwind Trading Ltd", "Northwind Trading Ltd"),
    ],
)
def test_what_is_wrong_with_a_title_is_no_part_of_it(text: str, title: str, make_turn: Any) -> None:
    assert plain_title(make_turn(text)) == title


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("zh", f"开公司发票 杭州灯笼街设计有限公司 税号{TAX_ID}", "杭州灯笼街设计有限公司"),
        ("en", "company invoice, Northwind Trading Ltd, VAT DE123456789", "Northwind Trading Ltd"),
    ],
)
def test_a_title_that_is_not_called_one(converse: Any, language: str, text: str, title: str) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "get_invoice") == ["utter_confirm_invoice"]
    assert talk.said["title"] == title


@pytest.mark.parametrize("text", ["我们公司要发票", "开公司发票", "an invoice for my company please"])
def test_a_company_without_a_name(converse: Any, text: str) -> None:
    assert converse(open_order=PAID).say(text, "get_invoice") == ["utter_question_invoice_title"]


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "税号123"), ("en", "VAT number 12"), ("zh", "123"), ("en", "12")]
)
def test_a_tax_number_that_is_too_short_is_called_so(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("抬头：上海晨星贸易有限公司", "get_invoice")
    assert talk.say(text) == ["utter_tax_id_invalid", "utter_question_invoice_tax_id"]


def test_the_title_that_is_shown_said_again(converse: Any) -> None:
    talk = converse(open_order=PAID)
    talk.say("personal invoice please", "get_invoice")
    assert talk.say("Ann Lee") == ["utter_confirm_invoice"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "我要的是增值税专用发票哦 你们能开吗"), ("zh", "能开专票吗"), ("en", "can you issue a special VAT invoice?")],
)  # fmt: skip
def test_special_invoices_are_asked_about(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "get_invoice") == ["utter_own_special_invoice", "utter_question_invoice_kind"]
    assert talk.say(text, "get_invoice") == ["utter_own_special_invoice", "utter_question_invoice_kind"]
    talk.press('/inform{"choice": "company"}')
    assert talk.say(text) == ["utter_own_special_invoice", "utter_question_invoice_title"]
    stranger = converse(language, name="c-2")
    assert stranger.say(text, "get_invoice") == ["utter_own_special_invoice", "utter_question_order_id"]


def test_a_special_invoice_is_asked_about_with_a_title(converse: Any) -> None:
    talk = converse("zh", open_order=PAID)
    talk.say("开发票", "get_invoice")
    said = talk.say(f"能开专票吗 抬头：上海晨星贸易有限公司，税号：{TAX_ID}")
    assert said == ["utter_own_special_invoice", "utter_confirm_invoice"]
    assert talk.said["title"] == "上海晨星贸易有限公司"


def test_kinds_of_invoices(converse: Any) -> None:
    talk = converse(open_order=PAID)
    assert talk.say("do you issue VAT invoices?", "get_invoice") == [
        "utter_policy",
        "utter_question_invoice_kind",
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "个人的也能再开一张吗"), ("en", "can i have a personal one as well?"), ("en", "could I get a second invoice?")],
)  # fmt: skip
def test_a_second_invoice_is_asked_for(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("company invoice 公司发票", "get_invoice")
    assert talk.say(text) == ["utter_own_one_invoice", "utter_question_invoice_title"]
    talk.say("Northwind Ltd, VAT GB123456789")
    talk.say("yes", "affirm")
    assert talk.say(text, "get_invoice") == ["utter_own_one_invoice", "utter_question_invoice_kind_change"]


@pytest.mark.parametrize(
    "text", ["这个能改吗", "can it be changed later?", "什么时候发给我", "why do you need that?"]
)
def test_a_question_is_no_title(make_turn: Any, text: str) -> None:
    assert plain_title(make_turn(text)) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("改成个人 名字Isla MacLeod", "Isla MacLeod"),
        ("要改成个人的 名字Isla MacLeod", "Isla MacLeod"),
        ("改成个人 Isla MacLeod", "Isla MacLeod"),
        ("个人，名字是李安", "李安"),
        ("change it to personal, name Isla MacLeod", "Isla MacLeod"),
        ("personal please, Isla MacLeod", "Isla MacLeod"),
        ("个人的名字就行", None),
        ("自己的名字就好", None),
        ("Personal Invoice Please", None),
    ],
)
def test_a_persons_name_beside_the_kind(make_turn: Any, text: str, title: str | None) -> None:
    found = read_invoice_words(make_turn(text))
    assert (found.get("title_kind"), found.get("title")) == ("personal", title)


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "改成个人 名字Isla MacLeod"), ("en", "change it to personal, name Isla MacLeod")],
)
def test_the_name_of_the_invoice_and_not_of_the_account(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("company invoice 公司发票, made out to Northwind Ltd, VAT GB123456789", "get_invoice")
    talk.say("yes", "affirm")
    assert talk.say(text, "edit_account") == ["utter_confirm_invoice_change"]
    assert (talk.said["title"], talk.said["tax_id"]) == ("Isla MacLeod", "–")
    talk.say("李安" if language == "zh" else "no", "deny")
    talk.say("change the invoice", "get_invoice")
    assert talk.say(text, "edit_account") == ["utter_confirm_invoice_change"]


@pytest.mark.parametrize(
    "text", ["change my personal details, the name", "把我账号的名字改一下", "change my name"]
)
def test_the_account_is_still_changed(converse: Any, text: str) -> None:
    talk = converse(open_order=PAID)
    talk.say("personal invoice please", "get_invoice")
    talk.say("yes", "affirm")
    assert talk.say(text, "edit_account") == ["utter_question_email_for_code"]


@pytest.mark.parametrize(("language", "text"), [("zh", "不能改那怎么办"), ("en", "so what can i do now?")])
def test_an_invoice_that_is_final(converse: Any, shop: Any, clock: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("personal invoice please", "get_invoice")
    talk.say("yes", "affirm")
    assert talk.say("看看发票", "check_invoice") == ["utter_invoice_found"]
    clock.move(timedelta(days=31))
    talk = converse(language, open_order=PAID, name="c-2")
    assert talk.say("change the invoice 改抬头", "get_invoice") == ["utter_invoice_final"]
    assert talk.said["days"] == "30"
    assert talk.say(text) == ["utter_offer_colleague"]
    assert talk.say("好的" if language == "zh" else "yes", "affirm") == ["utter_handed_over"]
    assert talk.say("看看发票", "check_invoice") == ["utter_invoice_found_final"]
    assert talk.said["buttons"] == []


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "改成个人 名字Isla MacLeod"), ("en", "make it personal, name Isla MacLeod")]
)
def test_a_persons_name_at_the_summary(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("company invoice 公司发票, made out to Northwind Ltd, VAT GB123456789", "get_invoice")
    assert talk.say(text, "edit_account") == ["utter_confirm_invoice"]
    assert talk.said["title"] == "Isla MacLeod"


def test_a_second_invoice_asked_for_while_the_first_is_changed(converse: Any) -> None:
    talk = converse("zh", open_order=PAID)
    talk.say("开个人发票", "get_invoice")
    talk.say("好的", "affirm")
    assert talk.say("改成公司抬头", "get_invoice") == ["utter_question_invoice_title"]
    said = talk.say("个人的也能再开一张吗")
    assert said == ["utter_own_one_invoice", "utter_question_invoice_kind_change"]
