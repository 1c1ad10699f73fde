"""setup/postgresql.sh sees PostgreSQL's server programs, or says how to get them."""

from __future__ import annotations

from tests.setup.sandbox import Sandbox


def test_finds_them_on_path(sandbox: Sandbox) -> None:
    sandbox.program("initdb", "exit 0")
    assert sandbox.run("setup/postgresql.sh", "/nowhere").returncode == 0


def test_finds_them_where_packages_put_them(sandbox: Sandbox) -> None:
    sandbox.program("lib/postgresql/15/bin/initdb", "exit 0")
    assert sandbox.run("setup/postgresql.sh", str(sandbox.home / "lib/postgresql")).returncode == 0


def test_names_the_remedy(sandbox: Sandbox) -> None:
    done = sandbox.run("setup/postgresql.sh", "/nowhere")
    assert done.returncode == 1
    assert "expected PostgreSQL's server programs (initdb, pg_ctl)" in done.stderr
    assert "sudo apt-get install postgresql" in done.stderr
    assert "brew install postgresql" in done.stderr
