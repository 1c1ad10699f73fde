"""Arrays that are expensive to make, kept on disk under a hash of everything they depend on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def cached(folder: Path | None, depends_on: Any, make: Callable[[], np.ndarray]) -> np.ndarray:
    """The array that was made from the same `depends_on` (anything JSON can write) before, or a new one."""
    if folder is None:
        return make()
    key = hashlib.sha256(json.dumps(depends_on, ensure_ascii=False, sort_keys=True, default=str).encode())
    file = folder / f"{key.hexdigest()[:32]}.npy"
    if file.is_file():
        return np.load(file, allow_pickle=False)
    made = make()
    folder.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}.npy")
    np.save(half, made)
    half.replace(file)  # a run that is cut off leaves no half of a file under the name
    return made
