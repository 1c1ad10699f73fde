"""Whether files are those that something was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from setup.processes import SetupError


def fingerprint(inputs: Sequence[str]) -> str:
    """A hash over the names and contents of all files of `inputs`."""
    digest = hashlib.sha256()
    for path in sorted(_files(inputs)):
        content = path.read_bytes()
        digest.update(f"{path.as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(inputs: Sequence[str]) -> Iterator[Path]:
    for name in inputs:
        path = Path(name)
        if path.is_file():
            yield path
        elif path.is_dir():
            found = (each for each in path.rglob("*") if each.is_file())
            yield from (each for each in found if "__pycache__" not in each.parts)
        else:
            raise SetupError(f"expected {name}, found nothing; run `make` in the project's folder")
