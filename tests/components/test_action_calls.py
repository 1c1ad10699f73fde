"""The outline of an action server's answer is still checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException

from components.action_calls import check_answers_cheaply


@pytest.fixture(autouse=True)
def rasas_own() -> Iterator[None]:
    before = RemoteAction._validate_action_result
    check_answers_cheaply()
    yield
    RemoteAction._validate_action_result = before


def test_a_proper_answer_passes() -> None:
    answer = {
        "events": [{"event": "slot", "name": "a", "value": 1}],
        "responses": [{"response": "utter_greet"}],
    }
    assert RemoteAction("action_x", None)._validate_action_result(answer)


@pytest.mark.parametrize(
    "answer", [{}, {"events": [], "responses": None}, {"events": ["slot"], "responses": []}]
)
def test_another_outline_is_an_error(answer: dict[str, Any]) -> None:
    with pytest.raises(RasaException, match="action_x"):
        RemoteAction("action_x", None)._validate_action_result(answer)
