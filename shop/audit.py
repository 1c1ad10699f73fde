"""Who changed what: the author of a change, and records written down before and after it."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shop.domain.errors import InvalidValue
from shop.domain.money import Money

# Entity class -> the name of its kind in the audit and in errors. Filled by `record_kind`.
_KINDS: dict[type, str] = {}


@dataclass(frozen=True)
class By:
    """The author of a change, and the key that makes the same request count once."""

    actor: str  # who: a conversation, a member of staff, "seed"
    channel: str  # by what way: shell, web, desk, cli
    key: str  # the same for every repetition of one request, another one for the next request

    def __post_init__(self) -> None:
        for name, limit in (("actor", 200), ("channel", 60), ("key", 200)):
            length = len(getattr(self, name))
            if not 1 <= length <= limit:
                raise InvalidValue(f"by.{name}", f"{length} characters", f"1 to {limit} characters")


@dataclass(frozen=True)
class AuditRow:
    """One record changed by one operation; `before` is None for a new record."""

    id: int
    at: datetime
    actor: str
    channel: str
    action: str
    key: str
    record_type: str
    record_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def record_kind(entity: type, kind: str) -> None:
    """Make `entity` (a dataclass with an `id`) a record: its changes are audited under the name `kind`."""
    _KINDS[entity] = kind


def is_record(entity: object) -> bool:
    return type(entity) in _KINDS


def kind_of(entity: type) -> str:
    """The record kind of an entity class. Raises LookupError for one that is not registered."""
    if entity not in _KINDS:
        raise LookupError(f"expected a record, found {entity.__name__}; register it with record_kind(...)")
    return _KINDS[entity]


def entity_of(kind: str) -> type:
    """The entity class of a record kind. Raises LookupError for an unknown one."""
    for entity, name in _KINDS.items():
        if name == kind:
            return entity
    raise LookupError(f"expected a record kind among {sorted(_KINDS.values())}, found {kind!r}")


def plain(value: Any) -> Any:
    """`value` as JSON: dataclasses by field, Money as decimal text with its currency, times as ISO 8601.

    Raises TypeError for what has no such form.
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(part) for part in value)
    raise TypeError(f"expected a value with a JSON form, found {type(value).__name__}")
