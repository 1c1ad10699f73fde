from __future__ import annotations

import pytest

from values.money_back import asks_when_back


@pytest.mark.parametrize(
    "text", ["when do I get it?", "and when will I get the money back", "how long will that take", "how long till i get it", "how soon do i get my money", "大概几天到", "差价怎么退我", "退到哪里", "退到邊度", "多久到账啊"]
)  # fmt: skip
def test_money_is_asked_after(text: str) -> None:
    assert asks_when_back(text)


@pytest.mark.parametrize(
    "text", ["when do I get my parcel", "how do I return it", "几天能发货", "怎么退货", "多久能送到北京", "退到哪个仓库地址呢我要寄回去了"]
)  # fmt: skip
def test_other_things_are_not(text: str) -> None:
    assert not asks_when_back(text)
