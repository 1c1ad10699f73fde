"""The conversations that ship with the project are well-formed and balanced. Playing them takes servers."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from evaluation.conversation import Conversation, read_conversations
from evaluation.models import PROJECT

FOLDER = PROJECT / "evaluation" / "conversations"
_CASE = re.compile(r"\$\{cast\.(\w+)")


def names_in(file: Path, key: str) -> frozenset[str]:
    return frozenset(str(name) for name in YAML(typ="safe", pure=True).load(file.read_text("utf-8"))[key])


@pytest.fixture(scope="module")
def conversations() -> list[Conversation]:
    return read_conversations(FOLDER, names_in(PROJECT / "domain.yml", "intents"))


def test_half_of_them_go_wrong_somewhere(conversations: list[Conversation]) -> None:
    paths = Counter(conversation.path for conversation in conversations)
    assert paths["unhappy"] >= paths["happy"]


def test_each_is_in_the_folder_of_its_language(conversations: list[Conversation]) -> None:
    assert [c.file for c in conversations if c.file.parent.name != c.language] == []


def test_each_expects_something_of_the_database(conversations: list[Conversation]) -> None:
    rows = {"database", "unchanged", "made", "changes", "audit", "count", "sql"}
    without = [c.name for c in conversations if not any(rows & set(step.expect) for step in c.steps)]
    assert without == []


def test_the_cast_has_every_case_that_they_name(conversations: list[Conversation]) -> None:
    cast = YAML(typ="safe", pure=True).load((PROJECT / "shop/seed/cast.yml").read_text("utf-8"))
    cases = {case["case"] for case in cast["cases"]}
    named = {name for c in conversations for name in _CASE.findall(c.file.read_text("utf-8"))}
    assert named <= cases
