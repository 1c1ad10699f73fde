"""Recipe files: YAML or JSON that changes any part of a run's configuration, checked by type and name at the door."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import dacite
import yaml

from distillation.errors import DistillationError

T = TypeVar("T")


def with_recipe(base: T, file: Path) -> T:
    """`base` with what the file says instead. A loss's weight may be one number or {start, end}.

    Raises DistillationError where the file cannot be read, or has a name or a type that the configuration lacks.
    """
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise DistillationError(f"the recipe {file} cannot be read: {error}") from error
    if not isinstance(given, dict):
        raise DistillationError(f"{file}: expected names with values, found {type(given).__name__}")
    return configured(base, given, str(file))


def configured(base: T, given: dict[str, Any], source: str) -> T:
    """`base` with the values given instead. Raises DistillationError."""
    weights = given.get("learning", {}).get("weights", {})
    for name, value in weights.items():
        if isinstance(value, (int, float)):
            weights[name] = {"start": float(value), "end": float(value)}
    try:
        return dacite.from_dict(
            type(base),
            _merged(asdict(base), given, source),  # type: ignore[call-overload]
            dacite.Config(strict=True, cast=[tuple, float]),
        )
    except (dacite.DaciteError, ValueError, TypeError) as error:
        raise DistillationError(f"{source}: {error}") from error


def _merged(base: dict[str, Any], given: dict[str, Any], source: str) -> dict[str, Any]:
    unknown = sorted(set(given) - set(base))
    if unknown:
        raise DistillationError(
            f"{source}: expected some of {', '.join(base)}, found {', '.join(map(str, unknown))}"
        )
    merged = dict(base)
    for name, value in given.items():
        nested = isinstance(base[name], dict) and isinstance(value, dict)
        merged[name] = _merged(base[name], value, source) if nested else value
    return merged
