"""docs/distillation.md explains every option of every command."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from distillation.__main__ import _COMMANDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "distillation.md").read_text(encoding="utf-8")
SECTIONS = {
    "intent": "## Your own student in three commands",
    "general": "## A general body of your own",
    "state": "## The belief state",
    "calibrate": "## The belief state",
    "reply": "## Replies",
}


@pytest.mark.parametrize("command", sorted(_COMMANDS))
def test_each_option_is_explained(command: str) -> None:
    parser = argparse.ArgumentParser(add_help=False)
    _COMMANDS[command][0].add_arguments(parser)
    section = PAGE.split(SECTIONS[command] + "\n")[1].split("\n## ")[0]
    explained = set(
        re.findall(r"--[a-z][a-z-]*", "\n".join(re.findall(r"^\| (`--.*?) \|", section, re.MULTILINE)))
    )
    assert {option for action in parser._actions for option in action.option_strings} - explained <= {
        "--train"
    }
    assert all(action.help for action in parser._actions)
    if command != "general":
        assert "--train" in section
