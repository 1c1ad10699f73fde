"""What counts as a match, and above all what does not."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.matching import MISSING, look_up, mismatches

ORDER: dict[str, Any] = {
    "status": "cancelled",
    "total": "19.90",
    "quantity": 2,
    "fee": None,
    "refunds": [{"status": "pending", "amount": "19.90"}],
    "returns": [],
}


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"status": "cancelled", "refunds.0.status": "pending"},
        {"refunds.-1": {"amount": "19.90"}},
        {"refunds": [{"status": "pending"}]},
        {"returns": []},
        {"fee": None},
        {"quantity": 2.0},
        {"status": {"one_of": ["placed", "cancelled"]}, "refunds": {"has_length": 1}},
        {"status": {"is_not": "placed"}, "total": {"matching": r"^\d+\.\d\d$"}},
        {
            "quantity": {"at_least": 2, "at_most": 2},
            "returns": {"is_set": False},
            "missing": {"is_set": False},
        },
        {"status": {"containing": "cancel"}},
    ],
)
def test_matches(wanted: dict[str, Any]) -> None:
    assert mismatches(ORDER, wanted, "order") == []


@pytest.mark.parametrize(
    "wanted",
    [
        {"status": "placed"},
        {"quantity": "2"},  # another type
        {"quantity": True},
        {"fee": ""},
        {"fee": {"is_set": True}},
        {"missing": None},
        {"refunds.1.status": "pending"},
        {"refunds": []},
        {"refunds": [{"status": "paid"}]},
        {"refunds": [{}, {}]},
        {"status": {"is_not": "cancelled"}},
        {"missing": {"is_not": "x"}},
        {"status": {"one_of": ["placed"]}},
        {"refunds": {"has_length": 2}},
        {"total": {"matching": "^x"}},
        {"quantity": {"at_least": 3}},
        {"quantity": {"at_most": 1}},
        {"status": {"containing": "x"}},
        {"status": {"is_set": False}},
    ],
)
def test_does_not_match(wanted: dict[str, Any]) -> None:
    assert mismatches(ORDER, wanted, "order")


def test_says_where_what_was_expected_and_found() -> None:
    assert mismatches(ORDER, {"refunds.0.status": "paid"}, "order") == [
        "order.refunds.0.status: expected 'paid', found 'pending'"
    ]


def test_looks_up_paths() -> None:
    assert look_up(ORDER, "refunds.0.amount") == "19.90"
    assert look_up(ORDER, "refunds.x") is MISSING
    assert look_up(ORDER, "status.0") is MISSING
