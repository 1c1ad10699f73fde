"""What `expect` may say, checked when a conversation is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from evaluation.errors import FormatError

REPLY_KEYS = frozenset(
    {
        "contains",
        "any_of",
        "not_contains",
        "regex",
        "language",
        "buttons",
        "no_buttons",
        "card",
        "messages",
        "within_s",
    }
)
TRACKER_KEYS = frozenset({"slots", "events", "no_events"})
ROW_KEYS = frozenset({"database", "unchanged", "made", "changes", "audit", "count", "sql"})
COUNT = re.compile(r"(?P<table>[a-z_]+)(?: of (?P<id>\S+))?")


def check_expectation(expect: Any, replied: bool) -> None:
    """Raises FormatError for an `expect` that cannot be judged; `replied`: whether a message was sent."""
    if not isinstance(expect, dict):
        raise FormatError(f"expect: expected keys with what is wanted, found {expect!r}")
    allowed = ROW_KEYS | (REPLY_KEYS | TRACKER_KEYS if replied else frozenset())
    unknown = sorted(str(key) for key in expect if key not in allowed)
    if unknown:
        raise FormatError(
            f"expect: expected keys among {', '.join(sorted(allowed))}; found {', '.join(unknown)}"
        )
    for key, value in expect.items():
        _CHECKS[key](key, value)


def texts(value: Any) -> list[str]:
    """One text or a list of texts, as a list."""
    return [value] if isinstance(value, str) else list(value)


def _texts(key: str, value: Any) -> None:
    said = [value] if isinstance(value, str) else value
    if not isinstance(said, list) or not said or not all(isinstance(text, str) and text for text in said):
        raise FormatError(f"expect: {key}: expected a text or a list of texts, found {value!r}")


def _regex(key: str, value: Any) -> None:
    _texts(key, value)
    for pattern in texts(value):
        try:
            re.compile(pattern)
        except re.error as error:
            raise FormatError(f"expect: {key}: not a regular expression: {error}: {pattern!r}") from None


def _language(key: str, value: Any) -> None:
    if value not in ("en", "zh", "any"):
        raise FormatError(f"expect: {key}: expected en, zh or any, found {value!r}")


def _true(key: str, value: Any) -> None:
    if value is not True:
        raise FormatError(f"expect: {key}: expected true (leave it out otherwise), found {value!r}")


def _card(key: str, value: Any) -> None:
    kind = value.get("card") if isinstance(value, dict) else value
    if not isinstance(kind, str):
        raise FormatError(
            f"expect: {key}: expected a kind, or a mapping with `card: kind` and fields, found {value!r}"
        )


def _messages(key: str, value: Any) -> None:
    if not isinstance(value, dict) or not set(value) <= {"min", "max"} or not value:
        raise FormatError(f"expect: {key}: expected min and max, found {value!r}")
    if not all(isinstance(number, int) and number >= 0 for number in value.values()):
        raise FormatError(f"expect: {key}: expected whole numbers from 0, found {value!r}")


def _seconds(key: str, value: Any) -> None:
    if not isinstance(value, (int, float)) or value <= 0:
        raise FormatError(f"expect: {key}: expected seconds above 0, found {value!r}")


def _mapping(key: str, value: Any) -> None:
    if not isinstance(value, dict) or not value:
        raise FormatError(f"expect: {key}: expected a mapping, found {value!r}")


def _numbers(key: str, value: Any) -> None:
    _mapping(key, value)
    for name, number in value.items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise FormatError(f"expect: {key}: {name}: expected a whole number from 0, found {number!r}")


def _counts(key: str, value: Any) -> None:
    _numbers(key, value)
    for name in value:
        if not COUNT.fullmatch(str(name)):
            raise FormatError(f"expect: {key}: expected `table` or `table of ID`, found {name!r}")


def _records(key: str, value: Any) -> None:
    _mapping(key, value)
    for name, wanted in value.items():
        if len(str(name).split()) != 2 or not isinstance(wanted, dict):
            raise FormatError(
                f"expect: {key}: expected `kind ID:` with a mapping of fields, found {name!r}: {wanted!r}"
            )


def _audit(key: str, value: Any) -> None:
    _mapping(key, value)
    for id, actions in value.items():
        if not isinstance(actions, list) or not all(isinstance(action, str) for action in actions):
            raise FormatError(
                f"expect: {key}: {id}: expected the list of actions in their order, found {actions!r}"
            )


def _events(key: str, value: Any) -> None:
    if (
        not isinstance(value, list)
        or not value
        or not all(isinstance(event, dict) and event for event in value)
    ):
        raise FormatError(
            f"expect: {key}: expected a list of events such as {{event: action, name: …}}, found {value!r}"
        )


def _sql(key: str, value: Any) -> None:
    for query in value if isinstance(value, list) else [value]:
        if (
            not isinstance(query, dict)
            or set(query) != {"query", "equals"}
            or not isinstance(query["query"], str)
        ):
            raise FormatError(f"expect: {key}: expected query and equals, found {query!r}")
        if not isinstance(query["equals"], list):
            raise FormatError(f"expect: {key}: equals: expected a list of rows, found {query['equals']!r}")


_CHECKS: Mapping[str, Callable[[str, Any], None]] = {
    "contains": _texts, "any_of": _texts, "not_contains": _texts, "regex": _regex, "language": _language,
    "buttons": _texts, "no_buttons": _true, "card": _card, "messages": _messages, "within_s": _seconds,
    "slots": _mapping, "events": _events, "no_events": _events,
    "database": _records, "unchanged": _true, "made": _numbers, "changes": _numbers, "audit": _audit,
    "count": _counts, "sql": _sql,
}  # fmt: skip
