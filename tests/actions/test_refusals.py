"""Every refusal of the shop has a text in both languages that uses only what is surely known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.refusals import ALTERNATIVES
from actions.tasks import TASKS
from actions.wording import INTENTS
from shop.domain.errors import REFUSALS
from tests.actions.refusal_facts import sure_facts

RESPONSES = Path(__file__).resolve().parents[2] / "data" / "responses" / "refusals.yml"
ALWAYS = {"order_id"}  # of the task that was refused
# Facts that are codes or lists: no words for a customer.
UNSPEAKABLE = {
    "status",
    "lines",
    "offered",
    "kind",
    "resolution",
    "reason",
    "method",
    "orders",
    "customer_id",
    "sku",
}


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[str, str]]:
    """Response → language → text."""
    loaded = yaml.safe_load(RESPONSES.read_text(encoding="utf-8"))["responses"]
    return {name: {_language(v): v["text"] for v in variations} for name, variations in loaded.items()}


def _language(variation: dict[str, Any]) -> str:
    (condition,) = variation["condition"]
    return str(condition["value"])


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_each_refusal_has_a_text_in_both_languages(code: str, texts: dict[str, dict[str, str]]) -> None:
    assert set(texts[f"utter_refused_{code}"]) == {"en", "zh"}


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_texts_use_only_facts_that_every_place_passes(code: str, texts: dict[str, dict[str, str]]) -> None:
    known = (sure_facts()[code] | ALWAYS) - UNSPEAKABLE
    for language, text in texts[f"utter_refused_{code}"].items():
        used = set(re.findall(r"{(\w+)}", text))
        assert used <= known, f"{code} ({language}) uses {used - known}; surely known are {sorted(known)}"


def test_no_text_for_a_refusal_that_does_not_exist(texts: dict[str, dict[str, str]]) -> None:
    assert {name.removeprefix("utter_refused_") for name in texts} == set(REFUSALS)


def test_alternatives_are_of_known_refusals_and_intents() -> None:
    assert set(ALTERNATIVES) <= REFUSALS
    offered = {intent for intents in ALTERNATIVES.values() for intent in intents}
    assert offered <= set(INTENTS)
    assert TASKS  # the registry loads
