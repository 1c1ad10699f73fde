"""Sentence vectors of the shop's texts on disk, so that a start need not read thousands of wordings anew."""

from __future__ import annotations

import hashlib
import logging
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

logger = logging.getLogger(__name__)

_DIGEST_BYTES = 16


def digest(text: str) -> bytes:
    """What a text is known by."""
    return hashlib.sha256(text.encode()).digest()[:_DIGEST_BYTES]


def save_vectors(file: Path, student: str, texts: Sequence[str], vectors: np.ndarray) -> None:
    """Writes the vectors (texts, hidden) of a student, named by its fingerprint, in half precision."""
    digests = np.frombuffer(b"".join(map(digest, texts)), dtype=np.uint8).reshape(len(texts), _DIGEST_BYTES)
    np.savez(file, student=np.array(student), digests=digests, vectors=vectors.astype(np.float16))


@dataclass(frozen=True)
class PackedVectors:
    """Vectors as one student made them."""

    student: str = ""
    by_digest: Mapping[bytes, np.ndarray] = field(default_factory=dict)

    def of(self, student: str) -> Mapping[bytes, np.ndarray]:
        """Digest → vector (hidden,), if it is that student that made them; else empty."""
        return self.by_digest if student == self.student else {}


def read_vectors(file: Path) -> PackedVectors:
    """What was saved; nothing where there is no file, or with a warning where it is damaged."""
    if not file.is_file():
        return PackedVectors()
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            student, digests = str(stored["student"]), stored["digests"]
            vectors = stored["vectors"].astype(np.float32)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        logger.warning("The packed vectors cannot be read and are made anew: %s", error)
        return PackedVectors()
    if digests.ndim != 2 or digests.dtype != np.uint8 or vectors.ndim != 2 or len(digests) != len(vectors):
        logger.warning("The packed vectors are of another shape than expected and are made anew.")
        return PackedVectors()
    return PackedVectors(
        student, {row.tobytes(): vector for row, vector in zip(digests, vectors, strict=True)}
    )
