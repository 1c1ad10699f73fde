"""Sizes that a message names, and those that it does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from values.recognition import recognize


@pytest.mark.parametrize(
    ("text", "size"), [("size S please", "S"), ("size: M", "M"), ("what sizes do the trail ones come in", None), ("do you have it in half sizes", None)]
)  # fmt: skip
def test_sizes_are_no_size_s(index: Any, text: str, size: str | None) -> None:
    found = [value.value for value in recognize(text, index, date(2026, 3, 2)) if value.entity == "size"]
    assert found == ([size] if size else [])
