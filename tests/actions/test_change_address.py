"""Reading a delivery address out of a message that tells who lives there as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.tasks.address_amends import amended
from actions.tasks.address_words import read_address
from actions.turn import Turn
from tests.actions.conftest import EMAIL

SUZHOU = "江苏省苏州市工业园区星湖街328号9栋402"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"收件人李晓梅，电话13912345670，{SUZHOU}", SUZHOU),
        (f"{SUZHOU}，收件人：李晓梅 电话 139-1234-5670", SUZHOU),
        (f"{SUZHOU} 13912345670", SUZHOU),
        (SUZHOU, SUZHOU),
        ("recipient 李晓梅, 980 River Street, Apt 4, phone +86 139 1234 5670", "980 River Street, Apt 4"),
    ],
)
def test_recipient_and_phone_are_no_part_of_it(
    text: str, address: str, make_turn: Callable[..., Turn]
) -> None:
    said = {"recipient": "李晓梅"} if "李晓梅" in text else {}
    phone = {"phone": "+8613912345670"} if text != SUZHOU else {}
    assert read_address(make_turn(text, **said, **phone)) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("number 14 not 12", "14 Via Roma, 20121 Milano"),
        ("not 12 but 14", "14 Via Roma, 20121 Milano"),
        ("是14不是12", "14 Via Roma, 20121 Milano"),
        ("it is 7 not 9", None),  # there is no 9 in it
    ],
)
def test_a_part_of_the_address_is_put_right(text: str, address: str | None, make_turn: Any) -> None:
    assert amended("12 Via Roma, 20121 Milano", make_turn(text)) == address


@pytest.mark.parametrize(
    ("known", "text", "address"),
    [
        ("Via Garibaldi 22, 20121 Milano", "no, number 24", "Via Garibaldi 24, 20121 Milano"),
        ("980 River Street, Apt 4, Austin", "sorry, apt 5", "980 River Street, Apt 5, Austin"),
        ("980 River Street, Austin", "flat 5", "980 River Street, Flat 5, Austin"),
        (SUZHOU, "不对，330号", SUZHOU.replace("328号", "330号")),
        (SUZHOU, "应该是10栋", SUZHOU.replace("9栋", "10栋")),
        (SUZHOU, "不要了", None),
    ],
)
def test_a_number_alone_takes_the_place_of_its_like(
    known: str, text: str, address: str | None, make_turn: Any
) -> None:
    assert amended(known, make_turn(text)) == address


def test_a_house_number_to_the_summary_is_a_correction(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("Via Garibaldi 22, 20121 Milano", "change_address", address="Via Garibaldi 22, 20121 Milano")
    assert talk.say("no, number 24", "deny") == ["utter_confirm_address"]
    assert talk.said["address"] == "Via Garibaldi 24, 20121 Milano"


def test_a_recipient_after_the_address_is_for_the_same_order(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("12 High Street, Oxford OX1 4BH", "change_address", address="12 High Street, Oxford OX1 4BH")
    talk.say("yes", "affirm")
    said = talk.say("and the recipient should be Marco Russo", recipient="Marco Russo")
    assert said == ["utter_confirm_address"] and talk.said["recipient"] == "Marco Russo"


@pytest.mark.parametrize(
    ("language", "text", "intent", "name"),
    [
        ("en", "and the name should be Marco Russo", "nlu_fallback", "Marco Russo"),
        ("en", "the name is wrong", "deny", None),
        ("zh", "名字改成王强", "edit_account", "王强"),
        ("zh", "姓名写错了", "edit_account", None),
    ],
)
def test_the_name_is_put_right_at_the_summary(
    language: str, text: str, intent: str, name: str | None, converse: Any
) -> None:
    talk = converse(language, open_order="ORD-1002")
    talk.say("12 High Street, Oxford OX1 4BH", "change_address", address="12 High Street, Oxford OX1 4BH")
    said = talk.say(text, intent)
    assert (said == ["utter_confirm_address"] and talk.said["recipient"] == name) == (name is not None)


def test_another_recipient_with_a_phone_beside_the_proof(converse: Any) -> None:
    talk = converse()
    text = "put Anna Rossi as the recipient of ORD-1002, her phone is +39 333 111 2222. ann@example.com"
    values = {"order_id": "ORD-1002", "recipient": "Anna Rossi", "phone": "+393331112222"}
    said = talk.say(text, "change_address", email="ann@example.com", **values)
    assert said == ["utter_confirm_address"]
    assert (talk.said["recipient"], talk.said["phone"]) == ("Anna Rossi", "+393331112222")


@pytest.mark.parametrize(
    ("text", "entities", "address"),
    [
        ("ok then Via Roma 5, 00184 Roma", {}, "Via Roma 5, 00184 Roma"),
        ("Wellington Street 5, Leeds", {}, "Wellington Street 5, Leeds"),
        ("wait, number 14 not 12", {}, None),
        ("SPRING20", {"coupon": "SPRING20"}, None),
        ("Notting Hill 3, London", {}, "Notting Hill 3, London"),
        ("", {"address": "错啦，应该寄到南京市中山路18号6栋502"}, "南京市中山路18号6栋502"),
        ("no, Tottenham Road 4, London", {}, "Tottenham Road 4, London"),
    ],
)
def test_what_is_no_address_is_not_taken_for_one(
    text: str, entities: dict[str, str], address: str | None, make_turn: Any
) -> None:
    assert read_address(make_turn(text, **entities)) == address


@pytest.mark.parametrize(
    ("language", "wish"),
    [("en", "send 1001 to the same address"), ("zh", "1001的也改成一样的地址"), ("zh", "1001地址同上")],
)
def test_the_address_given_for_the_order_before(language: str, wish: str, converse: Any) -> None:
    talk = converse(language, open_order="ORD-1002")
    talk.say("14 Mill Road, Leeds LS1 4AB", "change_address", address="14 Mill Road, Leeds LS1 4AB")
    assert talk.say("yes", "affirm")[0] == "utter_address_changed"
    talk.say(wish, "change_address", order_id="ORD-1001")
    talk.say(EMAIL, email=EMAIL, is_bare=True)
    assert talk.said["response"] == "utter_confirm_address"
    assert (talk.said["order_id"], talk.said["address"]) == ("ORD-1001", "14 Mill Road, Leeds LS1 4AB")


HANGZHOU = "浙江省杭州市西湖区文三路100号2栋501"
AUSTIN = "980 River Street, Austin, TX 78701"


@pytest.mark.parametrize(
    ("known", "text", "address"),
    [
        (HANGZHOU, "门牌错了 是502", HANGZHOU.replace("501", "502")),
        (HANGZHOU, "门牌号错了 是102", HANGZHOU.replace("100", "102")),
        (HANGZHOU, "3栋602", HANGZHOU.replace("2栋501", "3栋602")),
        (HANGZHOU, "区写错了 是上城区", HANGZHOU.replace("西湖区", "上城区")),
        (HANGZHOU, "flat 502", HANGZHOU.replace("501", "502室")),
        (HANGZHOU.removesuffix("2栋501"), "2栋501", HANGZHOU),
        (HANGZHOU.removesuffix("2栋501"), "补充一下 2栋501", HANGZHOU),
        (HANGZHOU.removesuffix("501"), "还有房号 501", HANGZHOU),
        (AUSTIN, "I forgot the apartment: 12B", "980 River Street, Apartment 12B, Austin, TX 78701"),
        (
            "980 River Street, Apt 4, Austin",
            "the flat number is wrong, it's 5B",
            "980 River Street, Apt 5B, Austin",
        ),
        (AUSTIN, "I forgot the flat, it's flat 202", "980 River Street, Flat 202, Austin, TX 78701"),
        (AUSTIN, "the zip is wrong, it's 78702", AUSTIN.replace("78701", "78702")),
        (AUSTIN, "sorry, it should be 981", AUSTIN.replace("980", "981")),
        (HANGZHOU, "2120", None),
        (HANGZHOU, "3天能到吗", None),
        (HANGZHOU, "好的", None),
        (AUSTIN, "2 of them", None),
    ],
)
def test_a_part_is_put_right_or_added(known: str, text: str, address: str | None, make_turn: Any) -> None:
    assert amended(known, make_turn(text)) == address


@pytest.mark.parametrize("text", ["改成2", "no, 9", "make it 2", "number 2", "502", "1 not 980", "是1不是2"])
def test_a_bare_number_is_no_part_of_it_where_it_may_be_something_else(text: str, make_turn: Any) -> None:
    assert amended(HANGZHOU, make_turn(text), labelled=True) is None
    assert amended(AUSTIN, make_turn(text), labelled=True) is None


@pytest.mark.parametrize(
    ("language", "known", "text", "address"),
    [
        ("zh", HANGZHOU, "门牌错了 是502", HANGZHOU.replace("501", "502")),
        ("zh", HANGZHOU.removesuffix("501"), "501", HANGZHOU),
        ("en", AUSTIN, "wait, it's flat 5", "980 River Street, Flat 5, Austin, TX 78701"),
        ("en", f"{AUSTIN}, 3rd try", "take off the 3rd try", AUSTIN),
        ("zh", f"{HANGZHOU} 快点发啊", "把快点发啊去掉", HANGZHOU),
    ],
)
def test_the_summary_takes_a_part(language: str, known: str, text: str, address: str, converse: Any) -> None:
    talk = converse(language, open_order="ORD-1002")
    talk.say(known, "change_address", address=known)
    assert talk.say(text) == ["utter_confirm_address"]
    assert talk.said["address"] == address


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "门牌号写错了 是14号"), ("en", "the house number is wrong, it's 14")]
)
def test_a_wrong_part_of_the_address_that_the_order_has(
    language: str, text: str, converse: Any, shop: Any
) -> None:
    now = shop.orders.get("ORD-1002").shipping_address.text
    talk = converse(language, open_order="ORD-1002")
    assert talk.say("change the address", "change_address") == ["utter_question_address"]
    talk.say(text)
    assert talk.said["address"] == now.replace("12", "14")


@pytest.mark.parametrize(
    ("language", "wish", "question", "answer", "fact"),
    [
        ("zh", "收件人改成我妈", "utter_question_recipient", "李秀兰", "recipient"),
        ("en", "change the recipient to my mother", "utter_question_recipient", "Anna Rossi", "recipient"),
        ("zh", "收货电话改一下", "utter_question_delivery_phone", "+8613912345678", "phone"),
        ("en", "change the delivery phone number", "utter_question_delivery_phone", "+447700900123", "phone"),
    ],
)
def test_the_part_that_is_to_be_another_one_is_asked_for(
    language: str, wish: str, question: str, answer: str, fact: str, converse: Any
) -> None:
    talk = converse(language, open_order="ORD-1002")
    assert talk.say(wish, "change_address") == [question]
    assert talk.say(answer, **({"phone": answer} if fact == "phone" else {})) == ["utter_confirm_address"]
    assert talk.said[fact] == answer


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", f"ORD-1002换个地址 寄到{HANGZHOU} 收件人改成王强 电话13912345678"),
        ("en", f"ORD-1002 ship to {AUSTIN}, recipient 王强, phone +8613912345678"),
    ],
)
def test_the_phone_beside_the_recipient_is_no_proof(language: str, text: str, converse: Any) -> None:
    talk = converse(language)
    phone = "13912345678" if language == "zh" else "+8613912345678"
    values = {"order_id": "ORD-1002", "recipient": "王强", "phone": "+8613912345678", "address": AUSTIN}
    said = talk.say(
        text, "change_address", places=(("phone", "+8613912345678", text.index(phone)),), **values
    )
    assert said == ["utter_question_proof"], "no try is lost"
    talk.prove()
    assert (talk.said["recipient"], talk.said["phone"]) == ("王强", "+8613912345678")


def test_the_email_behind_another_address_is_the_proof(converse: Any) -> None:
    text = f"please have ORD-1002 go to another address, {EMAIL}"
    places = (("email", EMAIL, text.index(EMAIL)),)
    said = converse().say(text, "change_address", order_id="ORD-1002", email=EMAIL, places=places)
    assert said == ["utter_question_address"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "980 River Street, Apt 4, Austin TX 78701. whats the weather there btw",
            "980 River Street, Apt 4, Austin TX 78701",
        ),
        ("12 Elm Street, Boston, MA 02110, when will it arrive?", "12 Elm Street, Boston, MA 02110"),
        ("上海市静安区银杏路66号5号楼202室，什么时候能到", "上海市静安区银杏路66号5号楼202室"),
        ("5 Elm St, Will Rogers, OK", "5 Elm St, Will Rogers, OK"),
        ("12 Can Tho Road, Leeds", "12 Can Tho Road, Leeds"),
    ],
)
def test_a_question_behind_the_address_is_none_of_it(make_turn: Any, text: str, address: str) -> None:
    assert read_address(make_turn(text)) == address


@pytest.mark.parametrize("text", ["take the floor out, just the street", "third time i tell you 3 times now"])
def test_a_sentence_at_the_summary_is_no_address(text: str, converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say(AUSTIN, "change_address", address=AUSTIN)
    talk.say(text)
    assert talk.said["address"] == AUSTIN
