"""setup/uv.sh finds a uv that works, or installs one, or says what is missing."""

from __future__ import annotations

from tests.setup.sandbox import Sandbox

WORKS = 'echo "uv 0.13.9"'
FAILS = "exit 1"
# A Debian Python: -m venv fails for want of ensurepip; pip puts a uv into the folder named by --target.
NO_VENV = """
[ "$2" = venv ] && { echo "ensurepip is not available"; exit 1; }
while [ $# -gt 1 ]; do [ "$1" = --target ] && target=$2; shift; done
mkdir -p "$target/bin"
printf '#!/bin/sh\\necho uv\\n' >"$target/bin/uv"
"$REAL_CHMOD" +x "$target/bin/uv"
"""


def test_takes_the_one_on_path(sandbox: Sandbox) -> None:
    uv = sandbox.program("uv", WORKS)
    assert sandbox.run("setup/uv.sh").stdout.strip() == str(uv)


def test_passes_by_one_that_fails(sandbox: Sandbox) -> None:
    sandbox.program("uv", FAILS)
    uv = sandbox.program(".local/bin/uv", WORKS)
    assert sandbox.run("setup/uv.sh").stdout.strip() == str(uv)


def test_installs_one_with_pip_where_venv_is_missing(sandbox: Sandbox) -> None:
    sandbox.program("python3", NO_VENV)
    done = sandbox.run("setup/uv.sh", REAL_CHMOD="/bin/chmod")
    assert done.stdout.strip() == str(sandbox.project / ".tools/uv/bin/uv"), done.stderr
    again = sandbox.run("setup/uv.sh")
    assert (again.stdout, again.stderr) == (done.stdout, "")


def test_installs_only_what_has_the_locked_hash(sandbox: Sandbox) -> None:
    sandbox.program("python3", f'echo "$@" >>"{sandbox.home}/calls"; exit 1')
    sandbox.run("setup/uv.sh")
    installs = [line for line in (sandbox.home / "calls").read_text().splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes -r requirements/uv.txt" in line for line in installs)


def test_names_the_remedy_when_nothing_helps(sandbox: Sandbox) -> None:
    sandbox.program("python3", 'echo "No module named $2" >&2; exit 1')
    done = sandbox.run("setup/uv.sh")
    assert (done.returncode, done.stdout) == (1, "")
    assert "No module named pip" in done.stderr  # what was found
    assert "expected uv, or a Python 3 with venv or pip" in done.stderr
    assert "apt-get install python3-venv" in done.stderr
    assert "brew install uv" in done.stderr


def test_names_the_remedy_without_any_python(sandbox: Sandbox) -> None:
    done = sandbox.run("setup/uv.sh")
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
