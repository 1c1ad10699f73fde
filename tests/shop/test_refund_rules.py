"""What the shop owes back, why it owes nothing, and to which payment the money goes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from shop.domain.errors import Refused
from shop.domain.exchange import Exchange
from shop.domain.money import Money
from shop.domain.order import Order, Payment
from shop.domain.refund import REFUND_STATES, Refund, issue
from shop.domain.refund_due import Due, due, is_lost
from shop.domain.returns import Return, ReturnLine
from shop.domain.rules import Rules
from tests.shop.samples import order

NOW = datetime(2024, 5, 15, 12, tzinfo=timezone.utc)
RULES = Rules()


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def refund(amount: str = "46.00", kind: str = "cancellation", status: str = "pending", **more: Any) -> Refund:
    made = issue(
        more.pop("id", "REF-1"), order(NOW), [], kind=kind, amount=usd(amount), now=NOW, rules=RULES, **more
    )
    made.status = status
    return made


def sent_back(status: str = "approved", resolution: str = "refund", amount: str = "34.00") -> Return:
    lines = (ReturnLine(1, 2, usd("40.00")),)
    return Return("RMA-1", "ORD-1042", status, lines, "too_small", resolution, usd(amount), usd("6.00"), NOW)


def swap(status: str, difference: str) -> Exchange:
    moved = usd(difference)
    return Exchange("EXC-1", "ORD-1042", status, 1, 1, "PRD-1-BLK-L", "too_small", usd("20.00"), moved, NOW)


def owed(
    bought: Order,
    *refunds: Refund,
    fee: str = "0.00",
    returns: tuple[Return, ...] = (),
    exchanges: tuple[Exchange, ...] = (),
) -> Due:
    return due(bought, usd(fee), returns, exchanges, refunds, RULES, NOW)


def refusal(bought: Order, *refunds: Refund, **named: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        owed(bought, *refunds, **named)
    return refused.value


def cancelled(*payments: Payment) -> Order:
    made = order(NOW, "cancelled")
    made.payments = list(payments or [paid("46.00")])
    return made


def paid(amount: str, method: str = "card", id: str = "PAY-1", days_ago: int = 7) -> Payment:
    return Payment(id, method, "paid", usd(amount), NOW - timedelta(days=days_ago))


def test_unpaid_orders_get_nothing_back() -> None:
    assert refusal(order(NOW, "placed")).code == "not_paid"


@pytest.mark.parametrize("status", ["paid", "packed", "shipped", "delivered"])
def test_nothing_is_owed_for_an_order_as_it_should_be(status: str) -> None:
    refused = refusal(order(NOW, status))
    assert (refused.code, refused.facts["status"]) == ("nothing_to_refund", status)


def test_a_cancelled_order_is_owed_less_the_fee() -> None:
    assert owed(cancelled(), fee="2.00") == Due("cancellation", usd("44.00"))


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("pending", "refund_in_progress"),
        ("processing", "refund_in_progress"),
        ("paid", "refund_paid"),
    ],
)
def test_a_refund_on_its_way_is_not_made_twice(status: str, code: str) -> None:
    refused = refusal(cancelled(), refund(status=status))
    assert (refused.code, refused.facts["refund_id"]) == (code, "REF-1")


def test_a_failed_refund_is_owed_again() -> None:
    assert owed(cancelled(), refund(status="failed")) == Due("cancellation", usd("46.00"))


def test_money_that_came_after_the_cancellation_goes_back() -> None:
    late = cancelled(paid("46.00"), paid("46.00", id="PAY-2", days_ago=0))
    assert owed(late, refund()) == Due("overpaid", usd("46.00"))


def test_a_return_is_owed_once_it_is_approved() -> None:
    bought = order(NOW)
    assert owed(bought, returns=(sent_back(),)) == Due("return", usd("34.00"), "RMA-1")
    for status in ("requested", "rejected", "cancelled"):
        assert refusal(bought, returns=(sent_back(status),)).code == "nothing_to_refund"
    assert refusal(bought, refund(return_id="RMA-1"), returns=(sent_back(),)).code == "refund_in_progress"


def test_a_repair_brings_no_money_and_credit_stays_credit() -> None:
    assert refusal(order(NOW), returns=(sent_back(resolution="repair", amount="0.00"),)).code
    assert owed(order(NOW), returns=(sent_back(resolution="store_credit"),)).to_credit


def test_taken_twice() -> None:
    bought = order(NOW)
    bought.payments.append(paid("46.00", "alipay", "PAY-9", days_ago=1))
    assert owed(bought) == Due("overpaid", usd("46.00"))
    made = issue("REF-1", bought, [], kind="overpaid", amount=usd("46.00"), now=NOW, rules=RULES)
    assert (made.method, [part.payment_id for part in made.parts]) == ("alipay", ["PAY-9"])
    assert refusal(bought, made).code == "refund_in_progress"


def test_an_exchange_for_less_is_owed_when_it_is_completed() -> None:
    bought = order(NOW)
    assert refusal(bought, exchanges=(swap("received", "-3.00"),)).code == "nothing_to_refund"
    assert owed(bought, exchanges=(swap("completed", "-3.00"),)) == Due("overpaid", usd("3.00"))


def test_paying_for_a_dearer_exchange_is_not_too_much() -> None:
    bought = order(NOW)
    bought.payments.append(paid("3.00", id="PAY-9"))
    assert refusal(bought, exchanges=(swap("approved", "3.00"),)).code == "nothing_to_refund"


def test_a_parcel_that_is_a_week_late_is_lost() -> None:
    bought = order(NOW, "shipped")
    assert not is_lost(bought, RULES, NOW + timedelta(days=8))
    bought.shipments[0].expected_at = NOW - timedelta(days=7, seconds=1)
    assert owed(bought) == Due("lost", usd("46.00"))
    assert refusal(bought, refund(kind="lost")).code == "refund_in_progress"


def test_a_failed_refund_of_a_price_difference_is_made_again_once() -> None:
    bought = order(NOW)
    failed = refund("4.00", "price_protection", "failed")
    again = owed(bought, failed)
    assert again == Due("price_protection", usd("4.00"), replaces="REF-1")
    made = refund("4.00", "price_protection", id="REF-2", replaces="REF-1")
    assert refusal(bought, failed, made).code == "refund_in_progress"


def test_the_latest_payment_goes_back_first_and_none_more_than_came_in() -> None:
    bought = cancelled(paid("30.00", "card", "PAY-1", 2), paid("16.00", "alipay", "PAY-2", 1))
    first = issue("REF-1", bought, [], kind="return", amount=usd("20.00"), now=NOW, rules=RULES)
    assert [(part.payment_id, part.amount) for part in first.parts] == [
        ("PAY-2", usd("16.00")),
        ("PAY-1", usd("4.00")),
    ]
    assert (first.method, first.amount) == ("alipay", usd("20.00"))
    second = issue("REF-2", bought, [first], kind="return", amount=usd("99.00"), now=NOW, rules=RULES)
    assert (second.method, second.amount) == ("card", usd("26.00"))
    with pytest.raises(Refused) as refused:
        issue("REF-3", bought, [first, second], kind="return", amount=usd("1.00"), now=NOW, rules=RULES)
    assert refused.value.code == "nothing_to_refund"


def test_cash_comes_back_as_a_transfer() -> None:
    bought = cancelled(paid("46.00", "cash_on_delivery"))
    made = issue("REF-1", bought, [], kind="cancellation", amount=usd("46.00"), now=NOW, rules=RULES)
    assert (made.method, made.expected_by) == ("bank_transfer", NOW + timedelta(days=7))


def test_a_refund_moves_only_along_its_states() -> None:
    for status, following in REFUND_STATES.items():
        for wanted in REFUND_STATES:
            made = refund(status=status)
            if wanted in following:
                made.advance(wanted, NOW)
                assert made.status == wanted and (made.paid_at == NOW) == (wanted == "paid")
            else:
                with pytest.raises(Refused):
                    made.advance(wanted, NOW)
