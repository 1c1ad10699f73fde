"""The words of make, and what continuous integration runs."""

from __future__ import annotations

import re
import subprocess

from tests.setup.sandbox import ROOT

STEPS = {"environment", "everything", "postgresql", "chromium", "node"}  # parts of other words


def make(*words: str) -> str:
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    ).stdout


def test_help_lists_every_word() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    targets = set(re.findall(r"^([a-z-]+):(?!=)", makefile, re.MULTILINE))
    assert phony and set(phony[1].split()) == targets
    listed = set(re.findall(r"^  ([a-z-]+) +\S", make("help"), re.MULTILINE))
    assert listed == targets - STEPS


def test_help_is_the_default() -> None:
    assert make() == make("help")


def test_continuous_integration_runs_what_a_person_runs() -> None:
    assert "exec make test\n" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_test_runs_every_check() -> None:
    commands = make("-n", "test")
    for part in (
        "ruff check",
        "ruff format --check",
        "mypy",
        "setup.validate",
        "pytest",
        "setup.model",
        "setup.stories",
        "setup/web.sh check",
    ):
        assert part in commands
