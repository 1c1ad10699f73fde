"""`${…}` in a conversation: the demo cast, records of the database, mails, and what was kept of replies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from evaluation.demo_shop import DemoShop
from evaluation.errors import EvaluationError, PlaceholderError
from evaluation.matching import MISSING, look_up

PLACEHOLDER = re.compile(r"\$\{([^{}$]+)\}")
RECORDS = frozenset({"order", "customer", "product", "return", "exchange", "refund", "invoice", "ticket"})
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class Scope:
    """What the placeholders of one conversation stand for."""

    def __init__(self, shop: DemoShop) -> None:
        self._shop = shop
        self.kept: dict[str, str] = {}
        self.number = 1  # of the repetition that is on

    def value(self, path: str) -> Any:
        """The value of `${path}`. Raises PlaceholderError where there is none."""
        head, _, rest = path.strip().partition(".")
        if head == "n":
            return self.number
        if head == "cast":
            found = self._cast(rest)
        elif head == "outbox":
            found = self._outbox(rest)
        elif head == "kept":
            found = self.kept.get(rest, MISSING)
        elif head in RECORDS:
            found = self._record(head, rest)
        else:
            names = ", ".join(["cast", "kept", "n", "outbox", *sorted(RECORDS)])
            raise PlaceholderError(f"${{{path}}}: expected a placeholder that begins with {names}")
        if found is MISSING or found is None:
            raise PlaceholderError(f"${{{path}}}: nothing is there")
        return found

    def _cast(self, path: str) -> Any:
        case, _, field = path.partition(".")
        if case not in self._shop.cast:
            raise PlaceholderError(
                f"${{cast.{path}}}: expected a case among {', '.join(sorted(self._shop.cast))}"
            )
        entry = self._shop.cast[case]
        if field == "phone_last4":
            return str(entry["phone"])[-4:]
        if field.partition(".")[0] in ("order", "customer"):
            head, _, rest = field.partition(".")
            return self._record(head, f"{entry[f'{head}_id']}.{rest}")
        return look_up(entry, field)

    def _record(self, kind: str, path: str) -> Any:
        id, _, field = path.partition(".")
        try:
            view = self._shop.view(kind, id)
        except EvaluationError as error:
            raise PlaceholderError(f"${{{kind}.{path}}}: {error}") from error
        return look_up(view, field)

    def _outbox(self, field: str) -> Any:
        """The newest mail; `code` is the six digits of the newest mail with a one-time code."""
        where = "WHERE kind = 'code'" if field == "code" else ""
        mails = self._shop.rows(f"SELECT * FROM outbox {where} ORDER BY id DESC LIMIT 1")
        if not mails:
            raise PlaceholderError(f"${{outbox.{field}}}: no such mail was sent")
        if field == "code":
            code = _CODE.search(mails[0]["body"])
            return code.group() if code else MISSING
        return mails[0].get(field, MISSING)


def fill(value: Any, scope: Scope) -> Any:
    """`value` with every placeholder replaced, in keys too. A text that is just one keeps its type."""
    if isinstance(value, str):
        whole = PLACEHOLDER.fullmatch(value)
        return scope.value(whole.group(1)) if whole else fill_text(value, scope)
    if isinstance(value, Mapping):
        return {fill_text(str(name), scope): fill(part, scope) for name, part in value.items()}
    if isinstance(value, list):
        return [fill(part, scope) for part in value]
    return value


def fill_text(text: str, scope: Scope) -> str:
    """`text` with every placeholder replaced by its value as text. Raises PlaceholderError."""
    return PLACEHOLDER.sub(lambda match: str(scope.value(match.group(1))), text)
