"""What may import what inside the shop; that importing does nothing; that refusals are known and used."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.domain.errors import REFUSALS

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "shop").rglob("*.py"))
FOREIGN = {
    "rasa",
    "rasa_sdk",
    "torch",
    "transformers",
    "actions",
    "components",
    "networks",
    "channels",
    "desk",
}
SQL = {"sqlalchemy", "alembic", "psycopg2", "sqlite3"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_stay_inside_their_layer(path: Path) -> None:
    names = list(imported(path))
    tops = {name.partition(".")[0] for name in names}
    assert not tops & FOREIGN
    if "pickle" in tops:
        pytest.fail("expected JSON for what is stored, found pickle")
    parts = path.relative_to(ROOT).parts
    if parts[1] == "domain":
        assert not tops & SQL
        assert not [name for name in names if name.startswith("shop.") and not name.startswith("shop.domain")]
    if parts[1] == "tables":
        assert not [name for name in names if name.startswith(("shop.service", "shop.unit_of_work"))]


def test_refusals_are_known_and_used() -> None:
    """Every code raised is in REFUSALS, and none in there is left over."""
    texts = [path.read_text(encoding="utf-8") for path in FILES if path.name != "errors.py"]
    raised = {
        node.args[0].value
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Refused"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert raised <= REFUSALS
    assert {code for code in REFUSALS if not any(f'"{code}"' in text for text in texts)} == set()


def test_importing_the_shop_does_nothing(tmp_path: Path) -> None:
    """No engine, no file, no look at the environment: it can be imported with a setting that is wrong."""
    code = "import shop.bootstrap, shop.migrations, sys; print('psycopg2' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SHOP_NOW": "nonsense", "SHOP_DATABASE_URL": "nonsense"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr
    assert list(tmp_path.iterdir()) == []
