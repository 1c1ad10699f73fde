"""`${…}` stands for what is there, and what is not there is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.errors import PlaceholderError
from evaluation.placeholders import Scope, fill, fill_text
from tests.evaluation.small_shop import SmallShop


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    shop = SmallShop(tmp_path)
    shop.create()
    shop.run("INSERT INTO outbox VALUES (1, 'code', 'Your code is 123456.', 'ann@example.com')")
    shop.run(
        "INSERT INTO outbox VALUES (2, 'code', 'Your code is 654321. Call 5550104477.', 'bo@example.com')"
    )
    shop.run("INSERT INTO outbox VALUES (3, 'how_to_pay', 'Pay 999999 soon', 'cy@example.com')")
    scope = Scope(shop)
    scope.kept["rma"] = "RMA-7"
    return scope


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("cancel ${cast.one.order_id} now", "cancel ORD-1 now"),
        ("${cast.one.phone_last4}", "4477"),
        ("${cast.one.say.en.1}", "yes"),
        ("${cast.one.order.email}", "ann@example.com"),
        ("${order.ORD-1.status}", "paid"),
        ("${outbox.code}", "654321"),
        ("${outbox.to}", "cy@example.com"),
        ("${kept.rma}-${n}", "RMA-7-1"),
        ("costs $5 {a}", "costs $5 {a}"),
    ],
)
def test_filled(scope: Scope, text: str, filled: str) -> None:
    assert fill_text(text, scope) == filled


@pytest.mark.parametrize(
    "text",
    [
        "${cast.two.email}",
        "${cast.one.nothing}",
        "${order.ORD-2.status}",
        "${kept.x}",
        "${money}",
        "${outbox.x}",
    ],
)
def test_what_is_not_there_is_an_error(scope: Scope, text: str) -> None:
    with pytest.raises(PlaceholderError) as error:
        fill_text(text, scope)
    assert text in str(error.value)


def test_no_mail_is_an_error(tmp_path: Path) -> None:
    shop = SmallShop(tmp_path)
    shop.create()
    with pytest.raises(PlaceholderError, match="no such mail"):
        fill_text("${outbox.code}", Scope(shop))


def test_fills_keys_and_keeps_types(scope: Scope) -> None:
    assert fill({"order ${cast.one.order_id}": ["${n}", {"a": "n ${n}"}], "b": 2}, scope) == {
        "order ORD-1": [1, {"a": "n 1"}],
        "b": 2,
    }
