"""All values in a message, each character of it read once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from values.addresses import find_addresses
from values.amounts import find_ratings, find_sizes
from values.contacts import (
    find_article_numbers,
    find_coupons,
    find_emails,
    find_phones,
    find_tracking_numbers,
)
from values.dates import find_dates, find_written_dates
from values.lexicon import NOTHING, TermIndex
from values.negation import without_corrected, without_negated
from values.order_numbers import find_order_ids, find_order_refs
from values.prices import find_prices
from values.quantities import find_counted, find_quantities
from values.recipients import find_recipients
from values.said import Said, Value, said


def recognize(text: str, index: TermIndex, today: date, requested_slot: str | None = None) -> list[Value]:
    """The values said in `text`, from left to right.

    `today` is the day of the message; `requested_slot` is what the assistant has just asked for: it decides
    how a bare number is read. Positions are those of `text`.
    """
    message = said(text)
    taken = bytearray(len(text))  # 1 where a character belongs to a value already
    found: list[Value] = []
    for finder in _finders(message, index, today, requested_slot, taken):
        fresh = [v for v in finder if v.start < v.end and not any(taken[v.start : v.end])]
        spans: set[tuple[int, int]] = set()  # one finder may give the same words two meanings ("kettle")
        for value in _longest_first(fresh):
            if (value.start, value.end) in spans or not any(taken[value.start : value.end]):
                found.append(value)
                spans.add((value.start, value.end))
                taken[value.start : value.end] = b"\x01" * (value.end - value.start)
    if not any(value.entity == "quantity" for value in found):
        found += find_counted(message, [value for value in found if value.entity in ("product", "category")])
    meant = without_negated(message, [value for value in found if value.entity != NOTHING])
    meant = without_corrected(message, meant)
    return list({(value.entity, value.value): value for value in reversed(meant)}.values())[::-1]


def _without(message: Said, taken: bytearray) -> Said:
    """The message with blanks for what has been read: "jane@example.com, 1042" is a number and nothing else."""
    return Said(
        message.raw, "".join(" " if there else sign for sign, there in zip(message.plain, taken, strict=True))
    )


def _longest_first(values: list[Value]) -> list[Value]:
    return sorted(values, key=lambda value: value.start - value.end)


def _finders(
    message: Said, index: TermIndex, today: date, requested_slot: str | None, taken: bytearray
) -> Iterator[Iterator[Value]]:
    """The finders, the surest first: what one has read (`taken`), the later ones leave alone."""
    yield find_emails(message)
    yield find_addresses(message, requested_slot)
    yield find_recipients(message, requested_slot)
    yield find_article_numbers(message)
    yield find_written_dates(message, today)
    yield find_tracking_numbers(message, requested_slot)
    yield find_phones(message, requested_slot)
    yield find_order_ids(_without(message, taken), requested_slot)
    yield find_order_refs(message)
    yield find_prices(message)
    yield find_ratings(message, requested_slot)
    yield find_dates(message, today)
    yield find_quantities(message, requested_slot)
    yield find_sizes(message, requested_slot)
    yield find_coupons(message)
    yield index.find(message)
