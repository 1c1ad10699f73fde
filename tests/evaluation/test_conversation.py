"""Conversation files are read whole or refused with what was expected and found."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from evaluation.conversation import pause_length, read_conversation, read_conversations
from evaluation.errors import FormatError

INTENTS = frozenset({"cancel_order", "greet"})
HEAD = "language: en\npath: happy\ncovers: [cancel_order, identity]\n"


def written(folder: Path, text: str, name: str = "one.yml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_reads_a_conversation(tmp_path: Path) -> None:
    steps = """
steps:
  - user: no
    sender: other
    repeat: 2
  - break: database_locked
  - wait: 31 minutes
"""
    conversation = read_conversation(written(tmp_path, HEAD + steps), INTENTS)
    assert conversation.name == f"{tmp_path.name}/one"
    assert [(s.action, s.text, s.sender, s.repeat) for s in conversation.steps] == [
        ("user", "no", "other", 2),  # a word, not a truth value
        ("break", "database_locked", "customer", 1),
        ("wait", "31 minutes", "customer", 1),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a list", "the file: expected keys among"),
        (HEAD + "steps: []", "steps: expected a list of at least one step"),
        (HEAD + "color: red\nsteps: [{user: hi}]", "found color"),
        (HEAD.replace("en", "fr", 1) + "steps: [{user: hi}]", "language: expected one of en, zh, found 'fr'"),
        (HEAD.replace("happy", "sad") + "steps: [{user: hi}]", "path: expected one of happy, unhappy"),
        (HEAD.replace("cancel_order", "cancel") + "steps: [{user: hi}]", "found cancel"),
        (HEAD + "steps: [{user: hi}, {say: hi}]", "step 2: expected keys among"),
        (HEAD + "steps: [{user: hi, press: Yes}]", "step 1: expected one of user, press"),
        (HEAD + "steps: [{sender: x}]", "step 1: expected one of user, press"),
        (HEAD + "steps: [{user: 1042}]", "step 1: user: expected a text"),
        (HEAD + "steps: [{break: everything}]", "step 1: break: expected one of action_server_down"),
        (HEAD + "steps: [{wait: a while}]", "wait: expected a number of seconds"),
        (HEAD + "steps: [{user: hi, repeat: 0}]", "repeat: expected a whole number from 1"),
        (HEAD + "steps: [{user: hi, twice: yes}]", "twice: expected one of after, at_once"),
        (HEAD + "steps: [{break: database_locked, sender: x}]", "only beside user, press, raw"),
        (HEAD + "steps: [{user: hi, keep: {a: '('}}]", "keep: a: not a regular expression"),
        (HEAD + "now: yesterday\nsteps: [{user: hi}]", "now: expected an ISO 8601 time"),
        (HEAD + "steps: [{user: hi, expect: {contain: x}}]", "step 1: expect: expected keys among"),
        (HEAD + "steps: [{expect: {contains: x}}]", "found contains"),  # there is no reply to look at
        (HEAD + "steps: [{user: hi, expect: {regex: '['}}]", "regex: not a regular expression"),
        (
            HEAD + "steps: [{user: hi, expect: {made: {refunds: one}}}]",
            "made: refunds: expected a whole number",
        ),
        (
            HEAD + "steps: [{user: hi, expect: {count: {'refunds for X': 1}}}]",
            "expected `table` or `table of ID`",
        ),
        (HEAD + "steps: [{user: hi, expect: {database: {ORD-1: {status: paid}}}}]", "expected `kind ID:`"),
        (HEAD + "steps: [{user: hi, expect: {unchanged: false}}]", "unchanged: expected true"),
        (HEAD + "steps: [{user: hi, expect: {sql: {query: x}}}]", "sql: expected query and equals"),
        (HEAD + "steps: [{user: hi, user: ho}]", "expected YAML"),
    ],
)
def test_refuses_what_is_not_well_formed(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(FormatError) as error:
        read_conversation(written(tmp_path, text), INTENTS)
    assert expected in str(error.value)
    assert "one.yml" in str(error.value)


def test_refuses_two_conversations_of_one_name(tmp_path: Path) -> None:
    for name in ("a.yml", "b.yml"):
        written(tmp_path, f"name: same\n{HEAD}steps: [{{user: hi}}]", name)
    with pytest.raises(FormatError, match="same"):
        read_conversations(tmp_path, INTENTS)


def test_refuses_a_folder_without_conversations(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="found none"):
        read_conversations(tmp_path)


def test_waits_are_lengths_of_time() -> None:
    assert pause_length("31 minutes") == timedelta(minutes=31)
    assert pause_length("1 day") == timedelta(days=1)
