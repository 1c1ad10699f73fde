"""What a page may send, field by field. Everything raises WebError for what is not in order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.messages import plain_text
from channels.web_config import TEXT_MAX
from channels.web_errors import WebError
from components.message_gate import disarm
from shop.domain.customer import LANGUAGES

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
SEQ_MAX = 2**31 - 1
PAGE_MAX = 100  # messages


@dataclass(frozen=True)
class Sending:
    """One message of a customer: typed words, or the signed payload of a button."""

    client_id: str
    text: str = ""
    button: str | None = None


def sending(data: Any) -> Sending:
    given = fields(data)
    client_id, text, button = given.get("client_id"), given.get("text"), given.get("button")
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise WebError("bad_request")
    if isinstance(button, str) and text is None:
        return Sending(client_id, button=button)
    if not isinstance(text, str) or button is not None:
        raise WebError("bad_request")
    if len(text) > TEXT_MAX:
        raise WebError("too_long", max=TEXT_MAX)
    words = plain_text(text).strip()
    if not words:
        raise WebError("bad_request")
    return Sending(client_id, typed(words))


def typed(words: str) -> str:
    """Words as the assistant may read them: what looks like a command is none."""
    return disarm(words)


def fields(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise WebError("bad_request")
    return data


def number(value: Any, low: int = 0, high: int = SEQ_MAX) -> int:
    """A whole number within the limits; from an address's query, too, where all is text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise WebError("bad_request")
    return value


def number_or_none(value: Any) -> int | None:
    return None if value is None else number(value)


def language(value: Any, default: str | None = None) -> str:
    found = default if value is None else value
    if found not in LANGUAGES:
        raise WebError("bad_request")
    return str(found)
