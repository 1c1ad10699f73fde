"""Two things about calls of the action server for which Rasa 3.6 has no setting (docs/adr/0003-cost-of-a-turn.md).

Each replaces one name of Rasa's for the whole process, when a model is loaded, never at import.
"""

from __future__ import annotations

from typing import Any

import rasa.core.actions.action
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException


def limit_action_calls(seconds: float) -> None:
    """Make Rasa give up on a custom action after `seconds`; it says 300 s, five times the life of its lock.

    RemoteAction.run reads this name of its module at every call.
    """
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = seconds


def check_answers_cheaply() -> None:
    """Check an answer's outline instead of every field against a JSON schema.

    Rasa also has jsonschema check the schema itself at every call: together some 25 ms, more than all the rest of a
    turn. The answers come from our own server; a wrong event is still refused where Rasa makes events of them.
    """

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        for part in ("events", "responses"):
            rows = result.get(part)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise RasaException(
                    f"action '{self.name()}': expected a list of objects under '{part}', found {type(rows).__name__}; "
                    "is the action server of the same version?"
                )
        return True

    RemoteAction._validate_action_result = validate
