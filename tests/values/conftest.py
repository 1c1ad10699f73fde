from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from values.lexicon import TermIndex, build_index, load_lexicon
from values.recognition import recognize

TODAY = date(2026, 11, 18)  # a Wednesday

Reader = Callable[..., "list[tuple[str, object]]"]


@pytest.fixture(scope="session")
def index() -> TermIndex:
    catalogue = {
        "brand": ["Ridgefox", "Little Otter", "岭狐"],
        "product": ["Marten Trail Running Shoes", "岩貂越野跑鞋", "set", "T恤"],
    }
    return build_index(load_lexicon(), catalogue)


@pytest.fixture(scope="session")
def read(index: TermIndex) -> Reader:
    """The values in a text as (entity, value), on a fixed day."""

    def values(text: str, requested_slot: str | None = None) -> list[tuple[str, object]]:
        return [(v.entity, v.value) for v in recognize(text, index, TODAY, requested_slot)]

    return values
