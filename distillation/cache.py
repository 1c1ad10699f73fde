"""Arrays that are expensive to make, kept on disk under a hash of everything they depend on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np


def key_of(depends_on: Any) -> str:
    """A name for what depends on this, anything JSON can write."""
    written = json.dumps(depends_on, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(written.encode("utf-8", "replace")).hexdigest()[:32]


def cached(folder: Path | None, depends_on: Any, make: Callable[[], np.ndarray]) -> np.ndarray:
    """The array that was made from the same `depends_on` (anything JSON can write) before, or a new one."""
    if folder is None:
        return make()
    file = folder / f"{key_of(depends_on)}.npy"
    if file.is_file():
        return np.load(file, allow_pickle=False)
    made = make()
    folder.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}.npy")
    np.save(half, made)
    half.replace(file)  # a run that is cut off leaves no half of a file under the name
    return made


def cached_rows(
    folder: Path | None, name: str, texts: Sequence[str], make: Callable[[list[str]], np.ndarray]
) -> np.ndarray:
    """One row for each text (texts, width), float32; only texts that were never asked about under this name are made.

    Kept as float16: a teacher's embeddings need no more.
    """
    if folder is None:
        return make(list(texts)).astype(np.float32)
    file = folder / f"rows-{hashlib.sha256(name.encode()).hexdigest()[:16]}.npz"
    known: dict[int, np.ndarray] = {}
    if file.is_file():
        with np.load(file, allow_pickle=False) as stored:
            known = dict(zip(stored["keys"].tolist(), stored["rows"], strict=True))
    keys = [
        int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "little")
        for text in texts
    ]
    missing = list(dict.fromkeys(at for at, key in enumerate(keys) if key not in known))
    if missing:
        made = make([texts[at] for at in missing]).astype(np.float16)
        known.update(zip((keys[at] for at in missing), made, strict=True))
        folder.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(f".{os.getpid()}.npz")
        np.savez(half, keys=np.array(list(known), dtype=np.uint64), rows=np.stack(list(known.values())))
        half.replace(file)
    return np.stack([known[key] for key in keys]).astype(np.float32)
