"""setup/system_package.sh installs what a script misses, with the package manager that there is."""

from __future__ import annotations

import pytest

from tests.setup.sandbox import Sandbox


@pytest.mark.parametrize(
    ("script", "said", "asked"),
    [
        ("setup/postgresql.sh", "Homebrew's PostgreSQL for the tests …", "install -q postgresql@16"),
        (
            "setup/chromium.sh",
            "Homebrew's Chromium for the tests of the pages …",
            "install -q --cask chromium",
        ),
        ("setup/node.sh", "Homebrew's Node.js to build the chat page …", "install -q node"),
    ],
)
def test_homebrew_is_asked_once(sandbox: Sandbox, script: str, said: str, asked: str) -> None:
    sandbox.program("brew", 'echo "$*" >>"$HOME/asked"')
    done = sandbox.run(script, "/nowhere")
    assert done.returncode == 1  # nothing was installed, and it says so
    assert f"Installing {said}" in done.stdout
    assert (sandbox.home / "asked").read_text().splitlines() == [asked]


def test_what_was_installed_is_seen(sandbox: Sandbox) -> None:
    sandbox.program("chromium.later", "exit 0")
    sandbox.program("brew", f'cp "{sandbox.programs}/chromium.later" "{sandbox.programs}/chromium"')
    assert sandbox.run("setup/chromium.sh", "/nowhere").returncode == 0


def test_a_failing_package_manager_does_not_hide_the_remedy(sandbox: Sandbox) -> None:
    sandbox.program("brew", "exit 7")
    done = sandbox.run("setup/postgresql.sh", "/nowhere")
    assert done.returncode == 1
    assert "brew install postgresql@16" in done.stderr
