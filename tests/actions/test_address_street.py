from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.address_street import with_street


@pytest.mark.parametrize(
    ("known", "said", "new"),
    [
        ("12 Elm Street, Springfield IL 62701", "oops it's 21 Elm Street", "21 Elm Street, Springfield IL 62701"),
        ("Flat 2, 14 Mill Road, Leeds LS1 4AB", "16 Mill Road", "Flat 2, 16 Mill Road, Leeds LS1 4AB"),
        ("上海市静安区银杏路66号5号楼202室", "写错了，是银杏路68号", "上海市静安区银杏路68号5号楼202室"),
        ("12 Elm Street, Springfield IL 62701", "21 Elm Street, Boston MA 02101", None),
        ("12 Elm Street", "21 Elm Street", None),
        (None, "21 Elm Street", None),
        ("Hauptstr. 5, 10115 Berlin", "21 Elm Street", None),
        ("上海市静安区银杏路66号5号楼202室", "改成下午送", None),
    ],
)  # fmt: skip
def test_the_street_alone_is_put_right(known: str | None, said: str, new: str | None) -> None:
    assert with_street(known, said) == new


@pytest.mark.parametrize(
    ("language", "address", "said", "new"),
    [
        ("en", "12 Elm Street, Springfield IL 62701", "oops it's 21 Elm Street", "21 Elm Street, Springfield IL 62701"),
        ("zh", "上海市静安区银杏路66号5号楼1201室", "写错了，是银杏路68号", "上海市静安区银杏路68号5号楼1201室"),
        ("zh", "北京市朝阳区建国路88号3号楼1201", "等下 不是1201 是1102", "北京市朝阳区建国路88号3号楼1102"),
    ],
)  # fmt: skip
def test_at_the_summary_and_in_the_order(
    converse: Any, shop: Any, language: str, address: str, said: str, new: str
) -> None:
    talk = converse(language, open_order="ORD-1002")
    talk.say(f"new address {address}", "change_address", address=address)
    assert talk.say(said, **({"address": "21 Elm Street"} if language == "en" else {})) == [
        "utter_confirm_address"
    ]
    assert talk.said["address"] == new
    talk.say("yes", "affirm")
    assert shop.orders.get("ORD-1002").shipping_address.text == new
