"""The shop's policy texts, whose numbers come from the rules so that text and rule never disagree."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from shop.domain.errors import InvalidValue
from shop.domain.membership import THRESHOLDS
from shop.domain.rules import Rules

TOPICS = (
    "delivery_options", "delivery_period", "delivery_cost", "refund_policy", "cancellation_fee", "warranty",
    "price_protection", "payment_methods", "contact_info", "create_account", "switch_account",
    "recover_password", "registration_problem", "membership", "invoice", "privacy",
)  # fmt: skip


@dataclass(eq=False)
class Policy:
    """One topic's text in one language. Numbers stand in it as {return_days}, one name a rule."""

    id: str  # delivery_cost.en
    topic: str  # one of TOPICS
    language: str  # en | zh
    text: str
    changed_at: datetime
    version: int = 1

    def rewrite(self, text: str, now: datetime) -> None:
        """Replace the text. Raises InvalidValue for an unknown name in braces or an empty text."""
        check_template(text)
        self.text = text
        self.changed_at = now


def policy_id(topic: str, language: str) -> str:
    return f"{topic}.{language}"


def fill(text: str, rules: Rules) -> str:
    """The text with the rules' numbers in it. Raises InvalidValue as check_template does."""
    check_template(text)
    return text.format_map(_numbers(rules))


def check_template(text: str) -> None:
    """Raise InvalidValue unless every {name} in the text is the plain name of a rule."""
    expected = "text with names of rules in braces: " + ", ".join(sorted(_numbers(Rules())))
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        raise InvalidValue("text", "an unpaired brace", expected) from None
    for _, name, form, conversion in parts:
        if name is not None and (name not in _numbers(Rules()) or form or conversion):
            raise InvalidValue("text", "another name in braces", expected)
    if not text.strip():
        raise InvalidValue("text", "nothing", expected)


def _numbers(rules: Rules) -> Mapping[str, str]:
    """Rule name -> its number as people write it: 6, not 6.00, but 4.50. Also the points of each level."""
    values = {field.name: getattr(rules, field.name) for field in fields(rules)}
    levels = {f"{level}_points": points for level, points in THRESHOLDS.items()}
    return {name: _written(value) for name, value in {**values, **levels}.items()}


def _written(value: Decimal | int) -> str:
    return str(int(value)) if value == int(value) else str(value)
