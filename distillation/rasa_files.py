"""The YAML files of a Rasa project, with every word as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from distillation.errors import DistillationError

_NOTHING = ("", "~", "null", "Null", "NULL")


def files_with(keys: tuple[str, ...], source: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The file, or those of the folder, that have one of these keys at the top; all values in them are text.

    Rasa reads YAML 1.2, in which `yes` and `on` are words; PyYAML would take them for true. Raises DistillationError.
    """
    if not source.exists():
        raise DistillationError(f"{source} cannot be read: there is no such file or folder")
    wanted = re.compile(rf"^[\"']?(?:{'|'.join(keys)})[\"']?\s*:", re.MULTILINE)
    for file in sorted(source.rglob("*.y*ml")) if source.is_dir() else [source]:
        try:
            text = file.read_text(encoding="utf-8")
            data = yaml.BaseLoader(text).get_single_data() if wanted.search(text) else None
        except (OSError, UnicodeError, yaml.YAMLError) as error:
            raise DistillationError(
                f"{file}: expected YAML in Rasa's format; mend it, or leave the file out: {error}"
            ) from error
        if isinstance(data, dict):
            yield file, data


def given(value: str | None) -> str | None:
    """The text of a value; None where there is none."""
    return None if value is None or value in _NOTHING else value
