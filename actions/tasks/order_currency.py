"""What a new order is paid in: the currency that the customer names, else that of the country it goes to."""

from __future__ import annotations

import re

from actions.context import Context
from actions.memory import Case
from actions.products import currency, named_currency
from actions.tasks.order_contact import USUAL, usual_address
from actions.turn import Turn
from actions.wording import label
from values.countries import country_of, home_country

_EURO = frozenset({"DE", "FR", "AT", "IT", "ES", "NL", "BE", "IE", "PT", "FI", "GR", "LU"})
# "Why dollars?", 不要美元: what it shall not be.
_RULED_OUT = re.compile(
    r"\b(?:not|why|instead of|no(?! in\b)|rather than|don'?t want|isn'?t)(?: is it| are they| it'?s| is this)?(?: in)? (?:us )?(?:dollars?|pounds?|euros?|yuan|usd|gbp|eur|cny|rmb|[$€£¥])"
    r"|(?:不要|别用|不用|不是|怎么(?:是|用|变成)|为(?:什么|啥)(?:是|用)|咋(?:是|用))(?:美元|美金|英镑|欧元|人民币)",
    re.IGNORECASE,
)
_CURRENCIES = {"GB": "GBP", "US": "USD", "CN": "CNY"}


def settle_currency(case: Case, context: Context) -> None:
    """Leaves the case's `currency`; says so where the country of delivery makes it another than was told before."""
    named = context.memory.focus.query.get("currency")
    if not case.values.get("currency"):
        case.values["currency"] = currency(context)
    if case.values.get("own_currency") or named:
        return
    address = case.values.get("address")
    place = usual_address(context) if address == USUAL else address
    country = country_of(str(place)) if place else None
    due = currency_of(country or case.values.get("country"))
    if due and due != case.values["currency"]:
        case.values["currency"] = due
        context.reply.say("utter_currency_of_country", currency=label("currency", due, context.language))


def note_currency(case: Case, turn: Turn) -> None:
    """Takes over a currency that is named, and a country that the customer says to be in."""
    if turn.is_button:
        return
    named, country = named_currency(_RULED_OUT.sub(" ", turn.text)), home_country(turn.text)
    if named:
        case.values.update(currency=named, own_currency=True)
    elif currency_of(country):
        case.values["country"] = country


def currency_of(country: str | None) -> str | None:
    """ISO 4217 of what is paid with in a country (ISO 3166-1); None where prices in its money are not kept."""
    return "EUR" if country in _EURO else _CURRENCIES.get(country or "")
