"""Every test that docs/security.md names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_named_tests_exist() -> None:
    named = re.findall(
        r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    )
    assert len(named) > 50
    missing = []
    for file, name in named:
        tree = (
            ast.parse((ROOT / file).read_text(encoding="utf-8"))
            if (ROOT / file).exists()
            else ast.Module([], [])
        )
        found = {
            node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        }
        missing += [] if name in found else [f"{file}::{name}"]
    assert missing == []
