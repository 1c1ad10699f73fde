"""setup/python.sh finds a Python 3.10 that runs, past those that only look like one."""

from __future__ import annotations

import sys

from tests.setup.sandbox import Sandbox

# What pyenv puts on PATH while no 3.10 is selected.
SHIM = """echo "pyenv: python3.10: command not found" >&2
exit 127"""
NO_UV = "exit 1"


def find(sandbox: Sandbox, uv: str = NO_UV, **environment: str) -> tuple[str, str]:
    done = sandbox.run("setup/python.sh", str(sandbox.program("uv", uv)), **environment)
    assert (done.returncode == 0) == bool(done.stdout)
    return done.stdout.strip(), done.stderr


def test_takes_a_working_one_behind_a_failing_shim(sandbox: Sandbox) -> None:
    sandbox.program("python3.10", SHIM)
    later = sandbox.python310("later/python3.10").parent
    assert find(sandbox, PATH=f"{sandbox.programs}:{later}") == (sys.executable, "")


def test_takes_python3_when_it_is_3_10(sandbox: Sandbox) -> None:
    sandbox.python310("python3")
    assert find(sandbox)[0] == sys.executable


def test_looks_among_the_versions_of_pyenv(sandbox: Sandbox) -> None:
    sandbox.program("python3.10", SHIM)
    sandbox.python310(".pyenv/versions/3.10.13/bin/python3.10")
    assert find(sandbox)[0] == sys.executable


def test_lets_uv_look_for_its_own_only(sandbox: Sandbox) -> None:
    sandbox.program("python3.10", SHIM)
    own = sandbox.python310("managed/python3.10")
    uv = f'[ "$UV_PYTHON_PREFERENCE" = only-managed ] && [ "$1 $2" = "python find" ] && echo "{own}"'
    assert find(sandbox, uv)[0] == sys.executable


def test_names_the_remedy_when_there_is_none(sandbox: Sandbox) -> None:
    sandbox.program("python3.10", SHIM)
    sandbox.program("python3", "exit 1")  # another version fails the check
    found, message = find(sandbox)
    assert found == ""
    assert "expected a working Python 3.10" in message
    for remedy in ("brew install python@3.10", "apt-get install python3.10", "pyenv install 3.10"):
        assert remedy in message
