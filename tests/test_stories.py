"""The test stories (`make stories`) against the rules: no flow without a story, in either language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader

ROOT = Path(__file__).resolve().parent.parent
FILES = {language: ROOT / "tests" / "stories" / f"test_{language}.yml" for language in ("en", "zh")}
# Nothing is refused or known beforehand here, so the form always has a question.
ALWAYS_ASKED = {"place_order", "newsletter"}


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


STORIES = {language: load(path)["stories"] for language, path in FILES.items()}
RULES = load(ROOT / "data" / "rules" / "rules.yml")["rules"]
SERVERS_OWN = {"desk_event"}  # no message has it: only the server sets it off
INTENTS = set(load(ROOT / "domain.yml")["intents"]) - SERVERS_OWN

OVER_AT_ONCE = ("task_form", "loop: None")

Flow = tuple[str, tuple[str, ...]]  # an intent, and what the assistant does next


def what_happens(step: dict[str, Any]) -> str:
    """`utter_greet`, or `loop: task_form`, or `loop: None`."""
    return f"loop: {step['active_loop']}" if "active_loop" in step else str(step["action"])


def flows(story: dict[str, Any]) -> list[Flow]:
    found: list[Flow] = []
    for step in story["steps"]:
        if "intent" in step:
            found.append((step["intent"], ()))
        else:
            intent, before = found[-1]
            found[-1] = (intent, (*before, what_happens(step)))
    return found


def rule_flows() -> set[Flow]:
    """What may follow on each intent outside of the form. A task may ask something, or be over at once."""
    found: set[Flow] = set()
    for rule in RULES:
        first, *rest = rule["steps"]
        meant = [each["intent"] for each in first.get("or", [first]) if each.get("intent") in INTENTS]
        if not meant:  # it goes on after an action
            continue
        after = tuple(what_happens(step) for step in rest)
        found |= {(intent, after) for intent in meant}
        if after[0] == "task_form":
            found |= {(intent, OVER_AT_ONCE) for intent in meant if intent not in ALWAYS_ASKED}
    return found


each_language = pytest.mark.parametrize("language", sorted(STORIES))


@each_language
def test_rasa_takes_the_file_for_test_stories(language: str) -> None:
    """Of a file with another kind of name `rasa test` tests nothing, and says that all is well."""
    assert YAMLStoryReader.is_test_stories_file(FILES[language])
    assert {path.name for path in FILES[language].parent.iterdir()} == {p.name for p in FILES.values()}


def test_both_languages_have_the_same_flows() -> None:
    told = {
        language: [(story["story"].removesuffix(f" ({language})"), flows(story)) for story in stories]
        for language, stories in STORIES.items()
    }
    assert told["en"] == told["zh"]


@each_language
def test_every_intent_is_said(language: str) -> None:
    assert {intent for story in STORIES[language] for intent, _ in flows(story)} == INTENTS


@each_language
def test_every_rule_is_followed_for_each_of_its_intents(language: str) -> None:
    shown = {flow for story in STORIES[language] for flow in flows(story)}
    assert not rule_flows() - shown


@each_language
def test_titles_are_unique(language: str) -> None:
    titles = [story["story"] for story in STORIES[language]]
    assert len(set(titles)) == len(titles)
