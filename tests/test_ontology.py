"""docs/ontology.md is a contract: the domain has its names, and no others but those that it mentions."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from actions.wording import LABELS
from values.lexicon import load_lexicon

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


def names_in_table(section: str, column: int) -> set[str]:
    """The names in backticks in one column of a section's table."""
    text = ONTOLOGY.split(f"\n## {section}", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|") for line in text.splitlines() if line.startswith("|")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row[column])}


def values_of(slot: str) -> set[str]:
    """What a closed set of the ontology holds."""
    row = next(line for line in ONTOLOGY.splitlines() if line.startswith(f"| `{slot}`"))
    return set(re.findall(r"\w+", row.split("|")[3]))


def test_intents() -> None:
    assert set(DOMAIN["intents"]) == names_in_table("Intents", 2) | {"nlu_fallback", "desk_event"}


def test_every_business_intent_ends_somewhere() -> None:
    dialogue = {"greet", "goodbye", "thank", "affirm", "deny", "inform", "stop_task"}
    talk = {"bot_challenge", "chitchat", "out_of_scope"}
    assert names_in_table("Where an intent ends", 2) == names_in_table("Intents", 2) - dialogue - talk


def test_slots_and_entities() -> None:
    belief = names_in_table("Slots", 1)
    assert set(DOMAIN["entities"]) == belief | {"choice"}
    filled = {name: slot for name, slot in DOMAIN["slots"].items() if name in belief}
    assert set(filled) == belief
    for name, slot in filled.items():
        assert slot["mappings"] == [{"type": "from_entity", "entity": name}]
    memory = ONTOLOGY.split("The other slots there", 1)[1].split(")", 1)[0]
    assert set(DOMAIN["slots"]) - belief == set(re.findall(r"`(\w+)`", memory))


def test_closed_sets_are_known_to_the_recognizer_and_have_words() -> None:
    lexicon = load_lexicon()
    for slot, kind in (("reason", "reason"), ("resolution", "resolution"), ("payment_method", "method")):
        assert set(lexicon[slot]) <= values_of(slot)
        assert values_of(slot) <= set(LABELS[kind])
