"""A copy of the set-up in a folder of its own, run with nothing but the programs that a test names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What the scripts may count on wherever there is a shell.
PLAIN = ("cat", "cmp", "cp", "dirname", "id", "mkdir", "rm", "sed", "sh", "tail")


class Sandbox:
    """`home`, `project` and the only folder of programs, `programs`, all below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.project = folder / "project"
        self.programs = folder / "bin"
        for each in (self.home, self.project / "requirements", self.programs):
            each.mkdir(parents=True)
        shutil.copytree(ROOT / "setup", self.project / "setup", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "requirements/uv.txt", self.project / "requirements")
        for name in PLAIN:
            found = shutil.which(name)
            assert found, f"expected {name} on PATH"
            (self.programs / name).symlink_to(found)

    def program(self, path: str, text: str) -> Path:
        """A shell script at `path`: a bare name is put on PATH, anything else below the home folder."""
        made = self.home / path if "/" in path else self.programs / path
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        made.chmod(0o755)
        return made

    def python310(self, path: str) -> Path:
        """A Python 3.10 that works: the one that runs this test, by another name."""
        return self.program(path, f'exec "{sys.executable}" "$@"')

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.project,
            env={
                "HOME": str(self.home),
                "PATH": str(self.programs),
                "HOMEBREW_PREFIX": str(self.home / "homebrew"),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True
