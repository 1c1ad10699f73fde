"""Where a refund is: what has failed and what was requested anew since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shop.service import By

PAID = "ORD-1002"


def test_a_failed_refund_that_was_requested_anew_is_not_offered_again(
    converse: Any, shop: Any, clock: Any
) -> None:
    talk = converse(open_order=PAID)
    talk.say("cancel my order", "cancel_order")
    talk.say("yes", "affirm")
    for number, step in enumerate(("processing", "failed")):
        shop.refunds.advance("REF-1", step, By("staff", "desk", f"r-{number}"))
    clock.move(timedelta(minutes=5))
    assert talk.say("where is my refund?", "track_refund") == ["utter_refund_failed"]
    talk.say("get me the refund", "get_refund")
    assert talk.say("yes", "affirm") == ["utter_refund_requested"]
    assert talk.say("where is my refund?", "track_refund") == ["utter_refund_pending"]
    assert talk.said["refund_id"] == "REF-2"
