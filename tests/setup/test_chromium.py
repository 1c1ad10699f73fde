"""setup/chromium.sh and setup/node.sh see what the chat page is tested and built with, or say how to get it."""

from __future__ import annotations

import pytest

from tests.setup.sandbox import Sandbox


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_finds_chromium_on_path(sandbox: Sandbox, name: str) -> None:
    sandbox.program(name, "exit 0")
    assert sandbox.run("setup/chromium.sh", "/nowhere").returncode == 0


def test_finds_chrome_where_macos_keeps_it(sandbox: Sandbox) -> None:
    sandbox.program("Google Chrome.app/Contents/MacOS/Google Chrome", "exit 0")
    folder = sandbox.home / "Google Chrome.app/Contents/MacOS"
    assert sandbox.run("setup/chromium.sh", str(folder)).returncode == 0


def test_names_the_remedy_for_chromium(sandbox: Sandbox) -> None:
    done = sandbox.run("setup/chromium.sh", "/nowhere")
    assert done.returncode == 1
    assert "expected Chromium or Chrome" in done.stderr
    assert "sudo apt-get install chromium" in done.stderr
    assert "brew install --cask chromium" in done.stderr


@pytest.mark.parametrize(("version", "code"), [("v18.20.4", 0), ("v22.1.0", 0), ("v16.20.2", 1)])
def test_node_must_be_new_enough(sandbox: Sandbox, version: str, code: int) -> None:
    sandbox.program("npm", "exit 0")
    sandbox.program("node", f"echo {version}")
    done = sandbox.run("setup/node.sh")
    assert done.returncode == code
    assert not code or f"found {version}" in done.stderr


def test_names_the_remedy_for_node(sandbox: Sandbox) -> None:
    done = sandbox.run("setup/node.sh")
    assert done.returncode == 1
    assert "expected Node.js 18 or newer with npm to build the chat page; found none" in done.stderr
    assert "sudo apt-get install nodejs npm" in done.stderr
