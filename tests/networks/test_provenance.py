"""The hash of training examples tells whether they are the same ones, not how they are filed."""

from __future__ import annotations

import pytest

from networks.provenance import examples_sha256

EXAMPLES = [("where is it", "track_order"), ("取消订单", "cancel_order"), ("\ud800", "greet")]


def test_order_repetition_and_outer_spaces_do_not_count() -> None:
    again = [
        ("\ud800", "greet"),
        (" 取消订单\n", "cancel_order"),
        ("where is it", "track_order"),
        EXAMPLES[1],
    ]
    assert examples_sha256(iter(again)) == examples_sha256(EXAMPLES)


@pytest.mark.parametrize(
    "changed",
    [
        EXAMPLES[:2],
        [*EXAMPLES, ("hello", "greet")],
        [*EXAMPLES[:2], ("\ud800", "thank")],
        [*EXAMPLES[:2], ("\ud801", "greet")],
    ],
)
def test_any_other_change_counts(changed: list[tuple[str, str]]) -> None:
    assert examples_sha256(changed) != examples_sha256(EXAMPLES)
