"""Log lines without personal data, whoever writes them: this project, Rasa, or a library.

What has a form (e-mail addresses, phone numbers, addresses …) is masked in every line. What has none, a name in a
sentence, cannot be found in a line, so the lines that repeat whole messages are kept out: the details (DEBUG) of
libraries, the values that Rasa's structured log gives along, and the texts of errors that may quote a value.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from typing import Any

from shop.domain.personal_data import mask

LEFT_OUT = "(left out: it may repeat what a customer said)"
LONGEST = 4_000  # characters of a line
# Those that write what they like about a message only where it is safe; all others are libraries.
_OURS = frozenset(
    {
        "__main__", "actions", "channels", "components", "desk", "evaluation", "networks", "reports", "retrieval", "setup",
        "shop", "values",
    }
)  # fmt: skip
# Whose DEBUG is full of messages; spares the time of making the lines, too.
_TALKATIVE = (
    "rasa",
    "rasa_sdk",
    "sanic",
    "engineio",
    "socketio",
    "aiohttp",
    "urllib3",
    "sqlalchemy",
    "asyncio",
)
# Errors whose texts are written for the operator and quote no customer.
_TOLD = (
    "shop.",
    "channels.",
    "desk.",
    "components.",
    "networks.",
    "rasa.shared.exceptions.",
    "sqlalchemy.",
    "psycopg2.",
)
# Where Rasa gives values along with an event (rasa.utils.log_utils has the same list for its own masking).
_VALUES = frozenset(
    {
        "text", "response_text", "user_text", "slot_values", "parse_data_text", "parse_data_entities", "prediction_events",
        "tracker_latest_message", "prefilled_slots", "message", "response", "slot_candidates", "rasa_event", "rasa_events",
        "tracker_states", "current_states", "old_states", "successes", "current_entity", "next_entity", "states", "entity",
        "token_text", "user_message", "json_message",
    }
)  # fmt: skip
Factory = Callable[..., logging.LogRecord]


def install() -> None:
    """For the whole process and every handler, now and later; calling it again changes nothing."""
    before = logging.getLogRecordFactory()
    if not isinstance(before, _Private):
        logging.setLogRecordFactory(_Private(before))
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
    if "structlog" in sys.modules:
        _install_in_structlog()


class _Private:
    """Makes a record, and cleans it before any handler sees it."""

    def __init__(self, make: Factory) -> None:
        self._make = make

    def __call__(self, *arguments: Any, **more: Any) -> logging.LogRecord:
        record = self._make(*arguments, **more)
        if record.levelno < logging.INFO and record.name.partition(".")[0] not in _OURS:
            record.msg, record.args, record.exc_info = LEFT_OUT, (), None
            return record
        try:
            line = record.getMessage()
        except Exception:  # a line whose arguments do not fit: the line itself is still of use
            line = str(record.msg)
        record.msg, record.args = mask(line[:LONGEST]), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text, record.exc_info = told(record.exc_info[1]), None
        return record


def told(error: BaseException) -> str:
    """The error with the places where it came from; its text only where that can quote no customer."""
    lines = ["Traceback (most recent call last):", *traceback.format_tb(error.__traceback__)]
    lines.append(_named(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        lines.append(f"because of {_named(cause)}")
    return "\n".join(line.rstrip("\n") for line in lines)


def _named(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, OSError) or kind.startswith(_TOLD):
        return f"{kind}: {mask(str(error)[:LONGEST])}"
    return kind


def _install_in_structlog() -> None:
    """Rasa's structured log, once Rasa has set it up: the list of its steps is changed where it is, since loggers keep it."""
    import structlog

    steps = structlog.get_config()["processors"]
    if _without_values in steps:
        return
    marks_errors = [at for at, step in enumerate(steps) if step is structlog.dev.set_exc_info]
    steps.insert(marks_errors[-1] + 1 if marks_errors else 0, _without_values)


def _without_values(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    for name in _VALUES & event.keys():
        event[name] = LEFT_OUT
    found = event.pop("exc_info", None)  # Rasa would write it with the local variables of every place
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = told(error)
    return event
