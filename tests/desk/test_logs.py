"""The desk's log names tickets and staff, and nothing of what customers said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shop.bootstrap import Shop
from shop.domain.staff import Staff
from tests.desk.conftest import PASSWORD, Agent

PERSONAL = "jane.miller@example.com says Zebulon Quackenbush"


async def test_an_error_is_logged_and_shown_without_its_words(
    agents: Callable[[], Agent],
    mia: Staff,
    call: Callable[..., str],
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(PERSONAL)

    agent = agents()
    await agent.log_in("mia")
    ticket_id = call()
    await agent.do(ticket_id, "take")
    monkeypatch.setattr(shop.desk, "reply", fail)
    answer = await agent.do(ticket_id, "reply", text=PERSONAL)
    assert answer.status_code == 500
    assert "RuntimeError" in caplog.text
    for text in (caplog.text, answer.text):
        assert "Zebulon" not in text and "jane" not in text


async def test_a_failed_log_in_tells_neither_name_nor_password(
    agents: Callable[[], Agent], mia: Staff, caplog: pytest.LogCaptureFixture
) -> None:
    await agents().log_in("jane.miller@example.com", "my-secret-password")
    await agents().log_in("mia", PASSWORD)
    assert "jane.miller" not in caplog.text and "my-secret-password" not in caplog.text
    assert PASSWORD not in caplog.text
