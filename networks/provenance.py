"""What a student was trained on, as a hash that does not depend on how the examples are filed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable


def examples_sha256(examples: Iterable[tuple[str, str]]) -> str:
    """SHA-256 of (text, intent) pairs: neither their order nor repetitions nor spaces around a text count."""
    rows = sorted({(text.strip(), intent) for text, intent in examples})
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode("ascii")).hexdigest()
