"""setup/environment.sh installs what changed, removes nothing, and says what is wrong."""

from __future__ import annotations

import pytest

from tests.setup.sandbox import Sandbox

# Notes its calls; makes a .venv that works; fails to install when the file `broken` is there.
UV = """
echo "$@" >>"$HOME/calls"
case $1 in
venv) mkdir -p .venv/bin; printf '#!/bin/sh\\nexit 0\\n' >.venv/bin/python; /bin/chmod +x .venv/bin/python ;;
pip) [ ! -e "$HOME/broken" ] || exit 1 ;;
esac
"""


@pytest.fixture
def project(sandbox: Sandbox) -> Sandbox:
    sandbox.program("uv", UV)
    sandbox.python310("python3.10")
    for name in ("serve", "all"):
        lock(sandbox, name, "1")
    return sandbox


def lock(sandbox: Sandbox, name: str, version: str) -> None:
    (sandbox.project / f"requirements/{name}.txt").write_text(f"rasa=={version}\n")


def installs(sandbox: Sandbox, name: str) -> list[str]:
    """What uv was asked for to bring .venv up to a lock file; the script must succeed."""
    calls = sandbox.home / "calls"
    calls.unlink(missing_ok=True)
    done = sandbox.run("setup/environment.sh", name)
    assert done.returncode == 0, done.stderr
    return calls.read_text().splitlines() if calls.exists() else []


def test_makes_the_environment_once(project: Sandbox) -> None:
    first = [line for line in installs(project, "serve") if line.split()[0] in ("venv", "pip")]
    assert [line.split()[0] for line in first] == ["venv", "pip"]
    assert first[1].startswith("pip install") and "--require-hashes -r requirements/serve.txt" in first[1]
    assert installs(project, "serve") == []


def test_installs_again_when_the_lock_changes(project: Sandbox) -> None:
    installs(project, "serve")
    lock(project, "serve", "2")
    assert any("pip install" in line for line in installs(project, "serve"))


def test_everything_holds_what_serving_needs(project: Sandbox) -> None:
    installs(project, "all")
    assert installs(project, "serve") == []


def test_going_back_to_older_locks_is_noticed(project: Sandbox) -> None:
    """The sets share packages: what one installs may not be what the other's lock names."""
    installs(project, "all")
    lock(project, "serve", "0")
    assert any("serve.txt" in line for line in installs(project, "serve"))
    assert any("all.txt" in line for line in installs(project, "all"))


def test_never_uninstalls(project: Sandbox) -> None:
    calls = installs(project, "serve") + installs(project, "all")
    assert not [line for line in calls if "uninstall" in line or " sync" in line]


def test_a_failed_installation_is_tried_again(project: Sandbox) -> None:
    (project.home / "broken").touch()
    failed = project.run("setup/environment.sh", "serve")
    assert failed.returncode == 1
    assert "requirements/serve.txt could not be installed" in failed.stderr
    (project.home / "broken").unlink()
    assert any("pip install" in line for line in installs(project, "serve"))


def test_a_broken_environment_is_named_not_removed(project: Sandbox) -> None:
    installs(project, "serve")
    python = project.project / ".venv/bin/python"
    python.write_text("#!/bin/sh\nexit 1\n")
    failed = project.run("setup/environment.sh", "serve")
    assert failed.returncode == 1
    assert "rm -rf .venv" in failed.stderr
    assert python.exists()
